using Ostd;
using Ostd.Frames;
using Services.Futexes;
using Services.Linux;
using Services.Processes;
using Services.Syscalls;
using Services.Time;
using Services.Tty;

namespace Services;

/// <summary>
/// The root of all state of the services: what a traditional kernel keeps in globals. There is one per booted kernel;
/// <see cref="Kernel.Services"/> of the framework refers to it.
/// </summary>
public sealed partial class LinuxKernel
{
    /// <summary>The services of the kernel that executes the caller. Any context.</summary>
    public static LinuxKernel Current => (LinuxKernel)Kernel.Current.Services!;

    /// <summary>Every process, thread, process group and session by number.</summary>
    public ProcessTable Processes { get; } = new();

    /// <summary>Threads that wait on words of user memory.</summary>
    public FutexTable Futexes { get; } = new();

    /// <summary>The time of day.</summary>
    public WallClock WallClock { get; } = new();

    /// <summary>What the system calls itself.</summary>
    public SystemNames Names { get; } = new();

    /// <summary>The terminal of the console; set while the services start.</summary>
    public Terminal ConsoleTerminal { get; internal set; } = null!;

    /// <summary>The page of zeros that untouched private memory shows to readers. Never mapped writable.</summary>
    internal UFrame ZeroPage { get; } = UFrame.Alloc();

    /// <summary>All memory there is: more can never be filled.</summary>
    internal ulong TotalMemoryBytes { get; } = (ulong)Kernel.Current.MemoryInfo.TotalBytes;

    /// <summary>The handlers of system calls by number.</summary>
    public SyscallTable Syscalls { get; } = new();
}
