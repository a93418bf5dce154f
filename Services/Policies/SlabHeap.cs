using System;
using Ostd;
using Ostd.Heap;
using Ostd.Sync;

namespace Services.Policies;

/// <summary>
/// The default policy for the memory of kernel objects: slabs for each size of slot, with steps of an eighth to a quarter between sizes; whole pages for what is larger.
/// Slots are taken from slabs that are in use already before a new one is made, and a slab that becomes empty goes back, but for one of each size.
/// </summary>
public sealed class SlabHeap : IHeapAllocator
{
    private const int PageSize = 4096;

    private static readonly int[] s_sizes =
    [
        32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048,
    ];

    private readonly SizeClass[] _classes;

    // By size in units of 16 bytes: the index of the class that serves it.
    private readonly byte[] _classOf = new byte[Slab.MaxSlotSize / 16 + 1];

    public SlabHeap()
    {
        _classes = new SizeClass[s_sizes.Length];
        for (int i = 0; i < s_sizes.Length; i++)
            _classes[i] = new SizeClass(s_sizes[i]);
        for (int size = 0, i = 0; size <= Slab.MaxSlotSize; size += 16)
        {
            if (size > s_sizes[i])
                i++;
            _classOf[size / 16] = (byte)i;
        }
    }

    public int SlotSizeFor(int size) => size <= Slab.MaxSlotSize
        ? s_sizes[_classOf[(size + 15) / 16]]
        : checked(size + (PageSize - 1)) & ~(PageSize - 1);

    public int Alloc(int slotSize, Span<HeapSlot> slots)
    {
        if (slotSize <= Slab.MaxSlotSize)
            return _classes[_classOf[slotSize / 16]].Alloc(slots);
        int count = 0;
        while (count < slots.Length && HeapSlot.TryCreateLarge(slotSize, out slots[count]))
            count++;
        return count;
    }

    public void Dealloc(int slotSize, ReadOnlySpan<HeapSlot> slots)
    {
        if (slotSize <= Slab.MaxSlotSize)
        {
            _classes[_classOf[slotSize / 16]].Dealloc(slots);
            return;
        }
        foreach (HeapSlot slot in slots)
            slot.TryFreeLarge();
    }

    /// <summary>The slabs of one size. Those with a free slot are in a list, through the links that slabs offer; full ones are in none.</summary>
    private sealed class SizeClass
    {
        private readonly int _slotSize;
        private readonly int _pages;
        private readonly int _capacity;

        // Order: innermost; interrupts are disabled. Protects the list and the count.
        private readonly SpinLock _lock = new(irq: true);
        private Slab _first;
        private int _empty;

        public SizeClass(int slotSize)
        {
            _slotSize = slotSize;
            _pages = slotSize switch { <= 256 => 1, <= 512 => 2, <= 1024 => 4, _ => Slab.MaxPages };
            _capacity = _pages * PageSize / slotSize;
        }

        public int Alloc(Span<HeapSlot> slots)
        {
            using var guard = _lock.Lock();
            int count = 0;
            while (count < slots.Length)
            {
                if (_first.IsNull && !TryGrow())
                    break;
                Slab slab = _first;
                if (slab.Live == 0)
                    _empty--;
                count += slab.Alloc(slots[count..]);
                if (slab.Live == _capacity)
                    Unlink(slab);
            }
            return count;
        }

        public void Dealloc(ReadOnlySpan<HeapSlot> slots)
        {
            using var guard = _lock.Lock();
            foreach (HeapSlot slot in slots)
            {
                Slab slab = slot.Slab;
                if (!slab.TryReturn(slot))
                    continue;
                int live = slab.Live;
                if (live == _capacity - 1)
                    Link(slab);
                if (live == 0 && ++_empty > 1)
                    Shrink(slab);
            }
        }

        private bool TryGrow()
        {
            if (!Slab.TryCreate(_slotSize, _pages, out Slab slab))
                return false;
            Link(slab);
            _empty++;
            return true;
        }

        private void Shrink(Slab slab)
        {
            Unlink(slab);
            slab.TryFree();
            _empty--;
        }

        private void Link(Slab slab)
        {
            slab.Next = _first;
            slab.Previous = default;
            _first.Previous = slab;
            _first = slab;
        }

        private void Unlink(Slab slab)
        {
            Slab next = slab.Next;
            Slab previous = slab.Previous;
            next.Previous = previous;
            if (previous.IsNull)
                _first = next;
            else
                previous.Next = next;
        }
    }
}
