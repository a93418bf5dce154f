using System;
using Ostd.Frames;

namespace Ostd.UserSpace;

/// <summary>A user address space: the user half of a page table. Shared by reference; freed by <see cref="Dispose"/>.</summary>
public sealed class VmSpace : IDisposable
{
    /// <summary>User addresses are [0, UserEnd). The first page is never mapped by convention of the services.</summary>
    public const ulong UserEnd = 0x0000_7fff_ffff_f000;

    /// <exception cref="OutOfMemoryException">No page for the root table.</exception>
    public VmSpace() => throw null!;

    /// <summary>Makes it the current CPU's space, also after task switches of the current task. May be called in task context.</summary>
    public void Activate() => throw null!;
    internal bool IsActive => false;

    /// <summary>A cursor for editing [start, end), page aligned, in the user half. Overlapping cursors exclude each other (the later waits).</summary>
    public VmCursor Cursor(ulong start, ulong end) => throw null!;

    /// <summary>User memory [address, address+length) as a byte source; copies work only while this space is active on the CPU.</summary>
    /// <returns>False when the range leaves the user half.</returns>
    public bool TryReader(ulong address, ulong length, out VmReader reader) => throw null!;
    public bool TryWriter(ulong address, ulong length, out VmWriter writer) => throw null!;

    /// <summary>Locked compare-exchange on an aligned 32-bit user word; false on a fault or a misaligned or foreign address.</summary>
    public bool TryCompareExchange(ulong address, uint value, uint comparand, out uint old) => throw null!;

    public void Dispose() => throw null!;
}

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
