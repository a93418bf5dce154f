using System;

namespace Ostd.User;

/// <summary>Executes user code on the current task, in the active <see cref="UserSpace.VmSpace"/>.</summary>
public sealed class UserMode
{
    public UserMode(UserContext context) => throw null!;
    public UserContext Context => throw null!;

    /// <summary>
    /// Runs user code until something needs the services. Interrupts and resolvable page faults are handled inside. Task context, not in atomic mode.
    /// </summary>
    /// <param name="hasKernelEvent">Asked with interrupts disabled before every entry (a pending signal, say); true makes it return.</param>
    public ReturnReason Execute(Func<bool> hasKernelEvent) => throw null!;

    /// <summary>The exception, after <see cref="ReturnReason.Exception"/>.</summary>
    public CpuException Exception => throw null!;
}

public enum ReturnReason { Syscall, Exception, KernelEvent }

/// <summary>A CPU exception raised by user code.</summary>
public readonly record struct CpuException(int Vector, ulong ErrorCode, ulong Address)
{
    public const int DivideError = 0, Debug = 1, Breakpoint = 3, Overflow = 4, Bound = 5, InvalidOpcode = 6, DeviceNotAvailable = 7, StackFault = 12,
        GeneralProtection = 13, PageFault = 14, X87 = 16, AlignmentCheck = 17, Simd = 19;
}
