using Ostd.User;

namespace Services.Syscalls;

/// <summary>
/// The six arguments of a system call as the registers hold them. A view on the user context, not a copy: a handler that
/// writes registers (rt_sigreturn, execve) must read its arguments first.
/// </summary>
public readonly struct SyscallArgs
{
    private readonly UserContext _context;

    public SyscallArgs(UserContext context) => _context = context;

    public UserContext Context => _context;

    public ulong A0 => _context.Rdi;
    public ulong A1 => _context.Rsi;
    public ulong A2 => _context.Rdx;
    public ulong A3 => _context.R10;
    public ulong A4 => _context.R8;
    public ulong A5 => _context.R9;

    /// <summary>The argument as the C <c>int</c> that most calls declare: the upper half of the register is ignored.</summary>
    public int Int0 => (int)_context.Rdi;
    public int Int1 => (int)_context.Rsi;
    public int Int2 => (int)_context.Rdx;
    public int Int3 => (int)_context.R10;
    public int Int4 => (int)_context.R8;
    public int Int5 => (int)_context.R9;

    public uint UInt0 => (uint)_context.Rdi;
    public uint UInt1 => (uint)_context.Rsi;
    public uint UInt2 => (uint)_context.Rdx;
    public uint UInt3 => (uint)_context.R10;
    public uint UInt4 => (uint)_context.R8;
    public uint UInt5 => (uint)_context.R9;

    public long Long0 => (long)_context.Rdi;
    public long Long1 => (long)_context.Rsi;
    public long Long2 => (long)_context.Rdx;
    public long Long3 => (long)_context.R10;
    public long Long4 => (long)_context.R8;
    public long Long5 => (long)_context.R9;
}
