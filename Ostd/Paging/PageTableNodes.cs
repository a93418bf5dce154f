using System.Runtime.CompilerServices;
using Ostd.Frames;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Paging;

/// <summary>
/// The pages that page tables are made of: typed frames, uniquely owned by the entry that points to them. The metadata slot of each counts
/// its entries in use, so that an empty table can be found and freed; its kind word also names the table's level, without which an entry cannot be read.
/// </summary>
internal sealed class PageTableNodes(Machine machine, FramePool pool)
{
    public const int EntriesPerNode = 512;
    private const int UsedWord = FrameTable.Payload;
    private const int LevelShift = 8;

    private readonly Machine _machine = machine;
    private readonly FramePool _pool = pool;
    private AtomicInt64 _count = new();

    /// <summary>Pages that hold page tables now.</summary>
    public long Count => _count.Load(MemoryOrder.Relaxed);

    /// <summary>A node of <paramref name="level"/> (4 is the root, 1 the leaf table) whose entries are all zero. False: no memory.</summary>
    public bool TryCreate(int level, out ulong node)
    {
        if (!_pool.TryClaim(1, Page.Size, out node))
            return false;
        _machine.FillPhys(node, 0, Page.Size);
        _machine.WritePhys64(_pool.Table.SlotOf(node) + UsedWord, 0);
        _pool.Table.PublishUnique(node, (ulong)FrameKind.PageTable | (ulong)level << LevelShift);
        _count.FetchAdd(1);
        return true;
    }

    /// <summary>Frees a node that no entry and no CPU's cache points to any more.</summary>
    public void Free(ulong node)
    {
        if (_pool.Table.KindOf(node) != FrameKind.PageTable || !_pool.Table.TryClose(node))
            Panics.Panic.Stop("A page that is freed as a page table must be one.");
        _count.FetchAdd(-1);
        _pool.FreeBusy(node, 1);
    }

    /// <summary>The level of a node, from its kind word.</summary>
    public static int LevelOf(ulong kindWord) => (int)(kindWord >> LevelShift);

    /// <summary>Adds to the number of entries in use; returns what it is now.</summary>
    public long AddUsed(ulong node, long delta) =>
        (long)_machine.FetchAddPhys64(_pool.Table.SlotOf(node) + UsedWord, (ulong)delta) + delta;

    /// <summary>Physical address of the entry for <paramref name="vaddr"/> in a node of <paramref name="level"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EntryOf(ulong node, ulong vaddr, int level) => node + (vaddr >> ShiftOf(level) & (EntriesPerNode - 1)) * 8;

    /// <summary>An entry as it is now: other CPUs, and the hardware, change entries at any time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ulong entryPaddr) => Root.Machine.LoadPhys64(entryPaddr, MemoryOrder.Acquire);

    /// <summary>log2 of the bytes that one entry of a level spans.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ShiftOf(int level) => Page.Shift + 9 * (level - 1);

    /// <summary>
    /// The entry of <paramref name="node"/> (of <paramref name="level"/>) for an address; where there is none, one that leads to a new node. Several CPUs may make it at once:
    /// the loser of the compare-and-swap frees its own. An entry that is there may be a large page. False: no memory.
    /// </summary>
    public bool TryDescend(ulong node, ulong vaddr, int level, ulong tableBits, out ulong entry)
    {
        ulong entryPaddr = EntryOf(node, vaddr, level);
        entry = Read(entryPaddr);
        if (entry != 0)
            return true;
        if (!TryCreate(level - 1, out ulong child))
            return false;
        entry = _machine.CompareExchangePhys64(entryPaddr, child | tableBits, 0);
        if (entry == 0)
        {
            AddUsed(node, 1);
            entry = child | tableBits;
        }
        else
        {
            Free(child);
        }
        return true;
    }
}
