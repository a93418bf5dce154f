using System;

namespace Ostd.UserSpace;

/// <summary>
/// Resolves page faults on user memory, for user mode and for the kernel's user copies alike.
/// Installed once by the services: <c>Kernel.Current.UserFaultHandler</c>.
/// </summary>
public interface IUserFaultHandler
{
    /// <summary>True when the page is now mapped so that the access can be repeated. Called in task context with interrupts enabled; may sleep.</summary>
    bool TryResolve(ulong address, PageFaultAccess access);
}

/// <summary>What a faulting access tried to do.</summary>
[Flags]
public enum PageFaultAccess
{
    None = 0,
    /// <summary>The page was present: a protection violation.</summary>
    Present = 1,
    Write = 2,
    User = 4,
    Execute = 16,
}
