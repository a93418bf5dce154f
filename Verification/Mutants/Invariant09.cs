using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs by which a slot outlives its slab, or has two owners.</summary>
internal static class Invariant09
{
    private const string Slabs = "Ostd/Heap/SlabTable.cs", Heap = "heap";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("slab-freed-with-live-slots", 9, Heap, "A slab goes although slots of it are out.", Slabs,
            "state.Live != 0 || state.Pins != 0)", "state.Pins != 0)"),
        new("slot-returned-to-any-slab", 9, Heap, "A slot that lies elsewhere is put into a slab's free list.", Slabs,
            "        if (offset >= (ulong)(PagesOf(kindWord) * Page.Size) || offset % slotSize != 0)\n            return false;\n        index = (int)(offset / slotSize);\n        return index < CapacityOf(kindWord);\n",
            "        index = (int)(offset / slotSize % (ulong)CapacityOf(kindWord));\n        return true;\n"),
        new("slot-returned-twice", 9, Heap, "A slot that is in the free list already is put there again.", Slabs,
            "return _machine.CompareExchangePhys64(slot.Paddr, header, held) == held;", "return (_machine.ExchangePhys64(slot.Paddr, header) & 0) == 0 && held != 0;"),
        new("handles-have-no-generation", 9, Heap, "A handle on a slab that was freed is good for the next slab in the same pages.", Slabs,
            "&& state.Generation == slab.Generation && !state.IsDead;", "&& !state.IsDead;"),
        new("generations-do-not-change", 9, Heap, "The next slab in the same pages has the generation of the one before.", "Ostd/Heap/SlabState.cs",
            "Generation == GenerationMask ? 1 : Generation + 1, pins: 0", "Generation == 0 ? 1 : Generation, pins: 0"),
        new("alloc-does-not-count", 9, Heap, "Slots that are handed out are not counted: their slab looks empty.", Slabs,
            "state.Next(index, state.Live + count);", "state.Next(index, state.Live + System.Math.Min(count, 1));"),
        new("swept-slots-keep-their-generation", 9, Heap, "A handle from before an object was made of the slot works again when the object has died.", "Ostd/Heap/SlabTable.Sweep.cs",
            ">> SlabState.TagShift & 0xffff;", "& 0 | 1;"),
        new("sweep-frees-the-living", 9, Heap, "Objects that the collection reached are swept.", "Ostd/Heap/SlabTable.Sweep.cs",
            "if (!SlotHeader.IsObject(header) || (header & liveColour) != 0)", "if (!SlotHeader.IsObject(header) || (header & SlotHeader.ColourA) != 0)"),
        new("slab-freed-under-a-pin", 9, Heap, "A slab goes while another CPU is in the middle of an operation on its slots.", Slabs,
            "state.Live != 0 || state.Pins != 0)", "state.Live != 0)"),
        new("slab-freed-without-compare", 9, Heap, "Two CPUs free the same slab.", Slabs,
            "        while (_machine.CompareExchangePhys64(StateWord(slab.Paddr), state.Ended().Word, state.Word) != state.Word);\n",
            "        while (_machine.ExchangePhys64(StateWord(slab.Paddr), state.Ended().Word) == 0);\n"),
        new("slab-states-repeat", 9, Heap, "A slab's state looks the same after other operations: a slot that was taken meanwhile is in the free list.", "Ostd/Heap/SlabState.cs",
            "Make(firstFree, live, Generation, Pins, Tag + 1);", "Make(firstFree, live, Generation, Pins, Tag);"),
        new("slot-returned-in-two-steps", 9, Heap, "Two CPUs return the same slot.", Slabs,
            "        return _machine.CompareExchangePhys64(slot.Paddr, header, held) == held;\n",
            "        if (_machine.LoadPhys64(slot.Paddr, MemoryOrder.Acquire) != held)\n            return false;\n        _machine.StorePhys64(slot.Paddr, header, MemoryOrder.SeqCst);\n        return true;\n"),
        new("large-slot-freed-while-an-object", 9, Heap, "The pages of a large object can be freed under it.", "Ostd/Heap/SlabTable.Large.cs",
            "        if (!TryChangeHeld(slot, SlotHeader.Free(SlabState.None)))\n        {\n            Unpin(first);\n            return false;\n        }\n", ""),
    ];
}
