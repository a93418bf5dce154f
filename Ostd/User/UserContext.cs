namespace Ostd.User;

/// <summary>
/// A user thread's registers. Any 64-bit value may be written: what could hurt the kernel is sanitised before every entry
/// (flags, segment bases, instruction pointer, vector state).
/// </summary>
public sealed class UserContext
{
    public UserContext() => throw null!;
    public UserContext Clone() => throw null!;
    public ulong Rax { get => throw null!; set => throw null!; }
    public ulong Rbx { get => throw null!; set => throw null!; }
    public ulong Rcx { get => throw null!; set => throw null!; }
    public ulong Rdx { get => throw null!; set => throw null!; }
    public ulong Rsi { get => throw null!; set => throw null!; }
    public ulong Rdi { get => throw null!; set => throw null!; }
    public ulong Rbp { get => throw null!; set => throw null!; }
    public ulong Rsp { get => throw null!; set => throw null!; }
    public ulong R8 { get => throw null!; set => throw null!; }
    public ulong R9 { get => throw null!; set => throw null!; }
    public ulong R10 { get => throw null!; set => throw null!; }
    public ulong R11 { get => throw null!; set => throw null!; }
    public ulong R12 { get => throw null!; set => throw null!; }
    public ulong R13 { get => throw null!; set => throw null!; }
    public ulong R14 { get => throw null!; set => throw null!; }
    public ulong R15 { get => throw null!; set => throw null!; }
    public ulong Rip { get => throw null!; set => throw null!; }
    public ulong Rflags { get => throw null!; set => throw null!; }
    public ulong FsBase { get => throw null!; set => throw null!; }
    public ulong GsBase { get => throw null!; set => throw null!; }

    /// <summary>x87, SSE and extended vector state in the standard-format XSAVE layout, as a signal frame holds it. Length: <see cref="FpuStateSize"/>.</summary>
    public void SaveFpu(System.Span<byte> destination) => throw null!;

    /// <summary>Restores it; false (nothing changed) when the image is malformed.</summary>
    public bool TryRestoreFpu(System.ReadOnlySpan<byte> source) => throw null!;
    public static int FpuStateSize => throw null!;

    /// <summary>Resets vector and x87 state to the state at program start.</summary>
    public void ResetFpu() => throw null!;
}
