using Ostd.Frames;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Heap;

/// <summary>
/// All slabs, by slot size, and all large slots: lists threaded through the frame metadata, each with a cursor that says how far it was swept since
/// the last collection. What is added goes to the front, behind the cursor: its objects are new.
/// </summary>
internal sealed class SweepLists
{
    /// <summary>The class of large slots.</summary>
    public const int LargeClass = 0;

    public const int ClassCount = Slab.MaxSlotSize / 16 + 1;

    private const ulong PageMask = uint.MaxValue;

    private readonly Kernel _kernel;
    private readonly Machine _machine;
    private readonly FrameTable _table;

    // Order: innermost. One for each class; protects its list and cursor, and keeps the slabs in it alive.
    private readonly HeapLock[] _locks = new HeapLock[ClassCount];
    private readonly ulong[] _first = new ulong[ClassCount];
    private readonly AtomicUInt64[] _cursor = NewCursors(); // read without the lock, too
    private AtomicInt32 _unswept = new(); // cursors that are not at the end

    public SweepLists(Kernel kernel, Machine machine, FrameTable table)
    {
        _kernel = kernel;
        _machine = machine;
        _table = table;
    }

    /// <summary>The mark of what lives, by which all is swept until the next collection. Under the lock of a class: whoever waits for one may be stopped, and find another.</summary>
    public ulong LiveColour { get; private set; }

    public static int ClassOf(int slotSize) => slotSize <= Slab.MaxSlotSize ? slotSize >> 4 : LargeClass;

    public void Add(ulong page, int slotSize)
    {
        int sizeClass = ClassOf(slotSize);
        _locks[sizeClass].Enter(_kernel);
        ulong next = _first[sizeClass];
        SetLinks(page, previous: 0, next);
        if (next != 0)
            SetLinks(next, page, NextOf(next));
        _first[sizeClass] = page;
        _locks[sizeClass].Exit();
    }

    public void Remove(ulong page, int slotSize)
    {
        int sizeClass = ClassOf(slotSize);
        _locks[sizeClass].Enter(_kernel);
        ulong next = NextOf(page);
        ulong previous = PreviousOf(page);
        if (next != 0)
            SetLinks(next, previous, NextOf(next));
        if (previous != 0)
            SetLinks(previous, PreviousOf(previous), next);
        else
            _first[sizeClass] = next;
        if (_cursor[sizeClass].Load(MemoryOrder.Relaxed) == page)
            Advance(sizeClass, next);
        _locks[sizeClass].Exit();
    }

    /// <summary>Everything is to be swept again: a collection has ended. The world is stopped.</summary>
    public void Restart(ulong liveColour)
    {
        LiveColour = liveColour;
        int unswept = 0;
        for (int i = 0; i < ClassCount; i++)
        {
            _cursor[i].Store(_first[i], MemoryOrder.Relaxed);
            if (_first[i] != 0)
                unswept++;
        }
        _unswept.Store(unswept, MemoryOrder.Relaxed);
    }

    /// <summary>Takes the lock of a class and moves its cursor past the page that is returned; 0 when it is at the end. The caller calls <see cref="Exit"/> in any case.</summary>
    public ulong EnterNext(int sizeClass)
    {
        _locks[sizeClass].Enter(_kernel);
        ulong page = _cursor[sizeClass].Load(MemoryOrder.Relaxed);
        if (page != 0)
            Advance(sizeClass, NextOf(page));
        return page;
    }

    public void Exit(int sizeClass) => _locks[sizeClass].Exit();

    /// <summary>Whether nothing of the class is left to sweep; a hint.</summary>
    public bool IsSwept(int sizeClass) => _cursor[sizeClass].Load(MemoryOrder.Relaxed) == 0;

    /// <summary>Whether nothing is left to sweep at all; a hint.</summary>
    public bool IsAllSwept => _unswept.Load(MemoryOrder.Relaxed) == 0;

    /// <summary>For a walk along <see cref="NextOf"/> while the world is stopped.</summary>
    public ulong FirstOf(int sizeClass) => _first[sizeClass];

    /// <summary>The page after one in its list; 0 at the end.</summary>
    public ulong NextOf(ulong page) => (_machine.ReadPhys64(LinkWord(page)) & PageMask) << Page.Shift;

    // From a page, under the lock.
    private void Advance(int sizeClass, ulong to)
    {
        _cursor[sizeClass].Store(to, MemoryOrder.Relaxed);
        if (to == 0)
            _unswept.FetchAdd(-1);
    }

    private ulong PreviousOf(ulong page) => _machine.ReadPhys64(LinkWord(page)) >> 32 << Page.Shift;

    private void SetLinks(ulong page, ulong previous, ulong next) =>
        _machine.WritePhys64(LinkWord(page), next >> Page.Shift | previous >> Page.Shift << 32);

    private static AtomicUInt64[] NewCursors()
    {
        var cursors = new AtomicUInt64[ClassCount];
        for (int i = 0; i < cursors.Length; i++)
            cursors[i] = new AtomicUInt64();
        return cursors;
    }

    private ulong LinkWord(ulong page) => _table.SlotOf(page) + FrameTable.Payload;
}
