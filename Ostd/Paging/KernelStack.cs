using Ostd.Frames;
using Ostd.Seam;

namespace Ostd.Paging;

/// <summary>
/// The stack of one task, mapped in an area of its own:
/// <code>
///   guard page | reserve | stack ... top
///   never mapped   has frames, not present
/// </code>
/// An access to the reserve is an overflow: the trap entry opens the reserve and raises an exception at the faulting instruction,
/// so that <c>finally</c> blocks have room to run. An access to the guard page stops the machine.
/// </summary>
internal sealed class KernelStack : Reclaimable
{
    public const int GuardPages = 1, ReservePages = 4, StackPages = 12;
    public const int TotalPages = GuardPages + ReservePages + StackPages;

    private readonly KernelStackPool _pool;
    private readonly ulong _area;
    private Sync.AtomicBool _disposed = new();

    internal KernelStack(KernelStackPool pool, ulong area)
    {
        _pool = pool;
        _area = area;
    }

    /// <summary>Lowest address of the guard page.</summary>
    public ulong GuardBottom => _area;

    /// <summary>Lowest address that is mapped while the reserve is closed.</summary>
    public ulong Bottom => _area + (GuardPages + ReservePages) * Page.Size;

    /// <summary>End of the stack, 16-byte aligned.</summary>
    public ulong Top => _area + TotalPages * Page.Size;

    /// <summary>Gives it back; nobody runs on it any more, and its reserve is closed. Task context.</summary>
    public void Dispose()
    {
        if (_disposed.Exchange(true))
            return;
        ForgetResource();
        _pool.Return(_area);
    }

    internal override void ReclaimDropped() => Dispose();
}
