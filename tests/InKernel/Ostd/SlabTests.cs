using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Heap;

namespace InKernel.Ostd;

/// <summary>Slabs and slots, as a heap policy uses and misuses them.</summary>
public static class SlabTests
{
    [KernelTest]
    public static void A_slab_hands_out_each_slot_once()
    {
        int[] sizes = [32, 48, 80, 512, 2048];
        foreach (int size in sizes)
        {
            for (int pages = 1; pages <= Slab.MaxPages; pages *= 2)
            {
                Slab slab = New(size, pages);
                Check.Equal(pages * 4096 / size, slab.Capacity);
                var slots = new HeapSlot[slab.Capacity + 5];
                int first = slab.Alloc(slots.AsSpan(0, 3));
                int count = first + slab.Alloc(slots.AsSpan(first));
                Check.Equal(slab.Capacity, count);
                Check.Equal(count, slab.Live);
                Check.Equal(0, slab.Alloc(slots.AsSpan(count)));
                var seen = new HashSet<HeapSlot>();
                for (int i = 0; i < count; i++)
                    Check.True(seen.Add(slots[i]) && slots[i].Slab == slab, "a slot of its own");
                Free(slab, slots.AsSpan(0, count));
            }
        }
    }

    [KernelTest]
    public static void A_slab_with_live_slots_cannot_be_freed()
    {
        Slab slab = New(64, 1);
        HeapSlot slot = TakeOne(slab);
        Check.True(!slab.TryFree(), "one slot is live");
        Check.Equal(1, slab.Live);
        Check.True(slab.TryReturn(slot), "returned");
        Check.True(slab.TryFree(), "now it can");
    }

    [KernelTest]
    public static void A_slot_is_returned_once_and_to_its_own_slab()
    {
        Slab slab = New(64, 1);
        Slab other = New(64, 1);
        HeapSlot slot = TakeOne(slab);
        Check.True(!other.TryReturn(slot), "of another slab");
        Check.True(slab.TryReturn(slot), "its own");
        Check.True(!slab.TryReturn(slot), "twice");
        HeapSlot again = TakeOne(slab);
        Check.True(!slab.TryReturn(slot), "a handle of the time before, though the slot is the same");
        Check.True(slab.TryReturn(again), "the handle of now");
        Check.True(!slab.TryReturn(default), "no slot");
        Check.True(slab.TryFree() && other.TryFree(), "both are empty");
    }

    [KernelTest]
    public static void A_freed_slab_is_refused_everywhere_even_when_its_pages_are_a_slab_again()
    {
        Slab slab = New(64, 1);
        HeapSlot slot = TakeOne(slab);
        Check.True(slab.TryReturn(slot) && slab.TryFree(), "freed");
        // One of these has the same pages.
        var others = new List<Slab>();
        for (int i = 0; i < 40; i++)
            others.Add(New(64, 1));
        Check.Equal(0, slab.Capacity);
        Check.Equal(0, slab.Live);
        Check.Equal(0, slab.SlotSize);
        Check.Equal(0, slab.Alloc(new HeapSlot[1]));
        Check.True(!slab.TryReturn(slot), "return");
        Check.True(!slab.TryFree(), "free");
        Check.True(slab.Next.IsNull, "link");
        slab.Next = others[0];
        Check.True(slab.Next.IsNull, "no link is kept");
        foreach (Slab other in others)
            Check.True(other.TryFree(), "untouched");
    }

    [KernelTest]
    public static void Sizes_that_are_no_slots_are_refused()
    {
        (int Size, int Pages)[] bad =
            [(0, 1), (16, 1), (33, 1), (40, 1), (2064, 1), (-32, 1), (int.MaxValue, 1), (64, 0), (64, 9), (64, -1), (64, int.MaxValue)];
        foreach ((int size, int pages) in bad)
            Check.True(!Slab.TryCreate(size, pages, out Slab slab) && slab.IsNull, "slab");
        int[] badLarge = [0, 1, 4095, 4097, -4096, int.MinValue, (1 << 30) + 4096];
        foreach (int size in badLarge)
            Check.True(!HeapSlot.TryCreateLarge(size, out HeapSlot slot) && slot.IsNull, "large slot");
    }

    [KernelTest]
    public static void A_large_slot_is_freed_once()
    {
        Check.True(HeapSlot.TryCreateLarge(5 * 4096, out HeapSlot slot), "made");
        Check.True(slot.Slab.IsNull, "of no slab");
        Check.True(slot.TryFreeLarge(), "freed");
        Check.True(!slot.TryFreeLarge(), "twice");
        Slab slab = New(64, 1);
        HeapSlot small = TakeOne(slab);
        Check.True(!small.TryFreeLarge(), "a small one");
        Check.True(slab.TryReturn(small) && slab.TryFree(), "untouched");
        Check.True(!default(HeapSlot).TryFreeLarge(), "none");
    }

    [KernelTest]
    public static void Policies_keep_lists_of_slabs_in_the_links()
    {
        Slab first = New(64, 1);
        Slab second = New(128, 2);
        first.Next = second;
        second.Previous = first;
        Check.True(first.Next == second && second.Previous == first && first.Previous.IsNull, "as set");
        Check.True(second.TryFree() && first.TryFree(), "freed");
    }

    [KernelTest]
    public static void Random_use_agrees_with_a_plain_picture()
    {
        var random = new Lehmer(5);
        var slabs = new List<(Slab Slab, List<HeapSlot> Slots)>();
        var batch = new HeapSlot[20];
        for (int step = 0; step < 4000; step++)
        {
            if (slabs.Count == 0 || random.Next(40) == 0)
            {
                slabs.Add((New(32 + 16 * random.Next(20), 1 + random.Next(4)), []));
                continue;
            }
            int at = random.Next(slabs.Count);
            (Slab slab, List<HeapSlot> slots) = slabs[at];
            Check.Equal(slots.Count, slab.Live);
            switch (random.Next(5))
            {
                case 0 or 1:
                    int count = slab.Alloc(batch.AsSpan(0, 1 + random.Next(batch.Length)));
                    for (int i = 0; i < count; i++)
                        slots.Add(batch[i]);
                    break;
                case 2 or 3:
                    for (int i = random.Next(20); i > 0 && slots.Count > 0; i--)
                    {
                        int which = random.Next(slots.Count);
                        Check.True(slab.TryReturn(slots[which]), "a live slot is returned");
                        slots.RemoveAt(which);
                    }
                    break;
                default:
                    Check.Equal(slots.Count == 0, slab.TryFree());
                    if (slots.Count == 0)
                        slabs.RemoveAt(at);
                    break;
            }
        }
        foreach ((Slab slab, List<HeapSlot> slots) in slabs)
            Free(slab, slots.ToArray());
    }

    private static Slab New(int slotSize, int pages)
    {
        Check.True(Slab.TryCreate(slotSize, pages, out Slab slab), "memory for a slab");
        return slab;
    }

    private static HeapSlot TakeOne(Slab slab)
    {
        var one = new HeapSlot[1];
        Check.Equal(1, slab.Alloc(one));
        return one[0];
    }

    private static void Free(Slab slab, Span<HeapSlot> slots)
    {
        foreach (HeapSlot slot in slots)
            Check.True(slab.TryReturn(slot), "returned");
        Check.True(slab.TryFree(), "empty");
    }
}
