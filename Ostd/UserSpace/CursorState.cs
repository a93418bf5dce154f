using Ostd.Frames;
using Ostd.Paging;
using Ostd.Seam;
using Ostd.Tasks;

namespace Ostd.UserSpace;

/// <summary>
/// What a <see cref="VmCursor"/> needs beside its address: the range it excludes others from, and what it changed but has not flushed.
/// Each CPU has a few, so that making a cursor does not allocate.
/// </summary>
internal sealed class CursorState(Machine machine)
{
    /// <summary>Cursors that one CPU can hold at a time (fork holds two).</summary>
    public const int PerCpu = 4;

    private const int MaxReleases = 128;

    // In a noted address, whose lower bits are free: all pages of a large page are to be dropped.
    private const ulong LargeMark = 1;

    public readonly TlbFlushCall Flushes = new(machine);
    private readonly ulong[] _releases = new ulong[MaxReleases];
    private int _releaseCount;

    /// <summary>The space it edits, or null when it is not in use.</summary>
    public VmSpace? Space;

    /// <summary>The task that holds the cursor, with preemption disabled.</summary>
    public Task Holder = null!;

    /// <summary>Counts the times it was in use: a cursor of an earlier time is stale.</summary>
    public ulong Turn;

    /// <summary>The range the cursor may act on.</summary>
    public ulong Start, End;

    /// <summary>The range it excludes others from: at least [Start, End).</summary>
    public ulong LockedStart, LockedEnd;

    /// <summary>Link in the space's list of cursors, under its lock.</summary>
    public CursorState? Next;

    /// <summary>The leaf table found last (0: none), and the first address it covers.</summary>
    public ulong Leaf, LeafBase;

    /// <summary>What was changed but is not flushed includes a large page: nothing in small pages may take its place yet.</summary>
    public bool HasLarge;

    /// <summary>Whether <see cref="Release"/> or <see cref="ReleaseLarge"/> may be called once more before a flush.</summary>
    public bool HasRoom => _releaseCount < MaxReleases;

    public bool IsClean => _releaseCount == 0 && Flushes.IsEmpty;

    /// <summary>Remembers a page to be dropped, or a table to be freed, once no CPU can reach it.</summary>
    public void Release(ulong paddr) => _releases[_releaseCount++] = paddr;

    /// <summary>Remembers the pages of a large page to be dropped, once no CPU can reach them.</summary>
    public void ReleaseLarge(ulong paddr) => Release(paddr | LargeMark);

    /// <summary>Drops what was remembered. After the flush.</summary>
    public void DropReleases(FramePool pool, PageTableNodes nodes)
    {
        for (int i = 0; i < _releaseCount; i++)
        {
            ulong paddr = _releases[i];
            if ((paddr & LargeMark) != 0)
                pool.DropAll(paddr & ~LargeMark, LargePage.Pages);
            else if (pool.Table.KindOf(paddr) == FrameKind.PageTable)
                nodes.Free(paddr);
            else
                pool.Drop(paddr);
        }
        _releaseCount = 0;
    }
}
