using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Frames;
using Ostd.Heap;
using Ostd.Seam;
using Verification.Checking;

namespace Verification.Properties.Heap;

/// <summary>
/// Slabs and slots, as a heap policy uses and misuses them, against a picture of which slot is whose: with handles that are out of date, of another slab, returned twice; while the
/// framework makes objects of slots and sweeps the dead.
/// </summary>
internal sealed class SlabProperty : PropertyRun<SlabProperty.Operation>
{
    public static Checker Checker { get; } = PropertyRunner.Checker(
        "A slot has one owner at a time, and its slab stays as long as any slot is out",
        [9, 10], "heap", Operations(), static () => new SlabProperty(),
        new PropertyOptions { Sequences = 60, MaxLength = 120 });

    private readonly SlabTable _table = Kernel.Current.Memory.Slabs;
    private readonly List<SlabPicture> _slabs = [];
    private readonly List<SlotPicture> _slots = [];
    private readonly long _freeBefore = Kernel.Current.MemoryInfo.FreeBytes;
    private ulong _lastMark;

    private enum SlotState
    {
        /// <summary>The handle is out of date.</summary>
        Gone,
        Held,
        Object,
    }

    private sealed class SlabPicture(Slab slab, int size, int pages)
    {
        public readonly Slab Slab = slab;
        public readonly int Size = size, Capacity = pages * Page.Size / size;
        public bool IsFreed;
        public int Live;
        public SlabPicture? Next;
    }

    /// <summary>A slot as a handle names it; of a slab, or a large one.</summary>
    private sealed class SlotPicture(HeapSlot slot, SlabPicture? slab, int size)
    {
        public readonly HeapSlot Slot = slot;
        public readonly SlabPicture? Slab = slab;
        public readonly int Size = size;
        public SlotState State = SlotState.Held;
        public ulong Colour, Mark;
    }

    public abstract record Operation;

    public sealed record Create(int Size, int Pages) : Operation;

    public sealed record Free(int Which) : Operation;

    public sealed record Take(int Which, int Count) : Operation;

    /// <summary>Returns a slot, to its own slab or to another.</summary>
    public sealed record Return(int Slot, int OtherSlab) : Operation;

    public sealed record CreateLarge(int Size) : Operation;

    public sealed record FreeLarge(int Slot) : Operation;

    public sealed record Link(int Slab, int Next) : Operation;

    /// <summary>The framework makes an object, as if the policy had answered this slot for blocks of a size.</summary>
    public sealed record MakeObject(int Slot, int OtherSize, bool IsColourA) : Operation;

    /// <summary>A collection found every object of the other colour dead.</summary>
    public sealed record Sweep(bool LiveIsColourA) : Operation;

    private static Gen<Operation> Operations()
    {
        Gen<int> which = Gen.Choose(0, 9999);
        Gen<int> size = Gen.Frequency((8, Gen.Elements(32, 48, 64, 112, 512, 2048)), (1, Gen.Elements(0, 16, 40, 2064, 4096, -32, int.MinValue, int.MaxValue)));
        return Gen.Frequency(
            (3, from s in size from pages in Gen.Frequency((8, Gen.Choose(1, 3)), (1, Gen.Elements(0, -1, 8, 9, int.MaxValue))) select (Operation)new Create(s, pages)),
            (3, from w in which select (Operation)new Free(w)),
            (6, from w in which from count in Gen.Choose(0, 40) select (Operation)new Take(w, count)),
            (8, from w in which from other in Gen.Frequency((6, Gen.Constant(-1)), (1, which)) select (Operation)new Return(w, other)),
            (2, from s in Gen.Elements(4096, 8192, 20480, 0, 4095, -4096, (1 << 30) + 4096) select (Operation)new CreateLarge(s)),
            (3, from w in which select (Operation)new FreeLarge(w)),
            (1, from w in which from next in which select (Operation)new Link(w, next)),
            (8, from w in which from other in Gen.Frequency((5, Gen.Constant(0)), (1, size)) from a in Gen.Elements(true, false) select (Operation)new MakeObject(w, other, a)),
            (2, from a in Gen.Elements(true, false) select (Operation)new Sweep(a)));
    }

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Create(var size, var pages):
                CreateSlab(size, pages);
                break;
            case Free(var w) when _slabs.Count > 0:
                FreeSlab(_slabs[w % _slabs.Count]);
                break;
            case Take(var w, var count) when _slabs.Count > 0:
                TakeSlots(_slabs[w % _slabs.Count], count);
                break;
            case Return(var w, var other) when _slots.Count > 0 && _slabs.Count > 0:
                ReturnSlot(_slots[w % _slots.Count], other < 0 ? null : _slabs[other % _slabs.Count]);
                break;
            case CreateLarge(var size):
                CreateLargeSlot(size);
                break;
            case FreeLarge(var w) when _slots.Count > 0:
                FreeLargeSlot(_slots[w % _slots.Count]);
                break;
            case Link(var w, var next) when _slabs.Count > 0:
                LinkSlabs(_slabs[w % _slabs.Count], _slabs[next % _slabs.Count]);
                break;
            case MakeObject(var w, var other, var a) when _slots.Count > 0:
                MakeObjectOf(_slots[w % _slots.Count], other, a ? SlotHeader.ColourA : SlotHeader.ColourB);
                break;
            case Sweep(var a):
                SweepAll(a ? SlotHeader.ColourA : SlotHeader.ColourB);
                break;
        }
        foreach (SlabPicture slab in _slabs)
        {
            RequireEqual(slab.IsFreed ? 0 : slab.Live, slab.Slab.Live, "live slots of a slab");
            RequireEqual(slab.IsFreed ? 0 : slab.Capacity, slab.Slab.Capacity, "slots of a slab");
            RequireEqual(slab.IsFreed ? default : slab.Next?.Slab ?? default, slab.Slab.Next, "the policy's link of a slab");
        }
        foreach (SlotPicture slot in _slots)
        {
            if (slot.State == SlotState.Object)
                RequireEqual(slot.Mark, Root.Machine.ReadPhys64(slot.Slot.Paddr + 16), $"what the object at {slot.Slot.Paddr:x} holds");
        }
    }

    public override void End()
    {
        SweepAll(0);
        foreach (SlotPicture slot in _slots.ToList())
        {
            if (slot.Slab is null)
                FreeLargeSlot(slot);
            else
                ReturnSlot(slot, null);
        }
        foreach (SlabPicture slab in _slabs)
            FreeSlab(slab);
        RequireEqual(_freeBefore, Kernel.Current.MemoryInfo.FreeBytes, "free memory after everything was given back");
    }

    // ---- Slabs -----------------------------------------------------------------------------------------------

    private void CreateSlab(int size, int pages)
    {
        bool isAllowed = size is >= Slab.MinSlotSize and <= Slab.MaxSlotSize && size % 16 == 0 && pages is >= 1 and <= Slab.MaxPages;
        RequireEqual(isAllowed, Slab.TryCreate(size, pages, out Slab slab), $"a slab of {pages} pages with slots of {size} bytes");
        if (isAllowed)
            _slabs.Add(new SlabPicture(slab, size, pages));
    }

    private void FreeSlab(SlabPicture slab)
    {
        bool isAllowed = !slab.IsFreed && slab.Live == 0;
        RequireEqual(isAllowed, slab.Slab.TryFree(), $"freeing a slab with {slab.Live} live slots{(slab.IsFreed ? ", which is freed" : "")}");
        slab.IsFreed |= isAllowed;
    }

    private void TakeSlots(SlabPicture slab, int count)
    {
        var slots = new HeapSlot[count];
        int expected = slab.IsFreed ? 0 : Math.Min(count, slab.Capacity - slab.Live);
        RequireEqual(expected, slab.Slab.Alloc(slots), "slots handed out");
        for (int i = 0; i < expected; i++)
        {
            Require(!_slots.Exists(s => s.State != SlotState.Gone && s.Slot.Paddr == slots[i].Paddr), $"slot {slots[i].Paddr:x} was handed out, which is somebody's");
            RequireEqual(slab.Slab, slots[i].Slab, "the slab of a slot");
            _slots.Add(new SlotPicture(slots[i], slab, slab.Size));
        }
        slab.Live += expected;
    }

    private void ReturnSlot(SlotPicture slot, SlabPicture? other)
    {
        SlabPicture? to = other ?? slot.Slab;
        if (to is null)
            return;
        bool isAllowed = slot.State == SlotState.Held && to == slot.Slab;
        RequireEqual(isAllowed, to.Slab.TryReturn(slot.Slot), $"returning a slot that is {slot.State}{(to == slot.Slab ? "" : ", to another slab")}");
        if (!isAllowed)
            return;
        slot.State = SlotState.Gone;
        to.Live--;
    }

    private void LinkSlabs(SlabPicture slab, SlabPicture next)
    {
        Slab handle = slab.Slab;
        handle.Next = next.Slab;
        slab.Next = next;
    }

    // ---- Large slots -----------------------------------------------------------------------------------------

    private void CreateLargeSlot(int size)
    {
        bool isAllowed = size >= Page.Size && size % Page.Size == 0 && size <= 1 << 30;
        RequireEqual(isAllowed, HeapSlot.TryCreateLarge(size, out HeapSlot slot), $"a large slot of {size} bytes");
        if (isAllowed)
            _slots.Add(new SlotPicture(slot, null, size));
    }

    private static void FreeLargeSlot(SlotPicture slot)
    {
        bool isAllowed = slot.State == SlotState.Held && slot.Slab is null;
        RequireEqual(isAllowed, slot.Slot.TryFreeLarge(), $"freeing a slot that is {slot.State}{(slot.Slab is null ? "" : ", of a slab")}");
        if (isAllowed)
            slot.State = SlotState.Gone;
    }

    // ---- Objects ---------------------------------------------------------------------------------------------

    private void MakeObjectOf(SlotPicture slot, int otherSize, ulong colour)
    {
        int size = otherSize == 0 ? slot.Size : otherSize;
        bool isAllowed = slot.State == SlotState.Held && size == slot.Size;
        using (new InterruptsOff(Root.Machine))
            RequireEqual(isAllowed, _table.TryTake(slot.Slot, size, SlotHeader.Object | colour), $"an object of {size} bytes in a slot of {slot.Size} that is {slot.State}");
        if (!isAllowed)
            return;
        for (int offset = 8; offset < size; offset += 8)
            RequireEqual(0UL, Root.Machine.ReadPhys64(slot.Slot.Paddr + (ulong)offset), $"byte {offset} of a new object");
        slot.State = SlotState.Object;
        slot.Colour = colour;
        slot.Mark = ++_lastMark;
        Root.Machine.FillPhys(slot.Slot.Paddr + 16, 0xee, (ulong)size - 16);
        Root.Machine.WritePhys64(slot.Slot.Paddr + 16, slot.Mark);
    }

    /// <summary>What is dead comes back to the policy, by handles of a new generation; exactly that.</summary>
    private void SweepAll(ulong liveColour)
    {
        var dead = new HeapSlot[Slab.MaxPages * Page.Size / Slab.MinSlotSize];
        var expected = _slots.Where(s => s.State == SlotState.Object && (s.Colour & liveColour) == 0).ToDictionary(s => s.Slot.Paddr);
        using (new InterruptsOff(Root.Machine))
        {
            _table.Sweepable.Restart(liveColour);
            for (int sizeClass = 0; sizeClass < SweepLists.ClassCount; sizeClass++)
            {
                while (_table.TrySweepNext(sizeClass, dead, out int count, out int slotSize))
                {
                    for (int i = 0; i < count; i++)
                    {
                        Require(expected.Remove(dead[i].Paddr, out SlotPicture? slot), $"the object at {dead[i].Paddr:x} was swept, which is not dead");
                        RequireEqual(slot.Size, slotSize, "the size of a slot that was swept");
                        slot.State = SlotState.Gone;
                        _slots.Add(new SlotPicture(dead[i], slot.Slab, slot.Size));
                    }
                }
            }
        }
        Require(expected.Count == 0, "a dead object was not swept");
    }
}
