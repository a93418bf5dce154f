using Ostd;
using Services.Processes;
using Services.Syscalls;

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

    /// <summary>The handlers of system calls by number.</summary>
    public SyscallTable Syscalls { get; } = new();
}
