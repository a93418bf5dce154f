using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs by which an object is made where it does not fit.</summary>
internal static class Invariant10
{
    private const string Use = "Ostd/Heap/SlabTable.Use.cs", ObjectHeap = "Ostd/Heap/ObjectHeap.cs", Heap = "heap";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("any-slot-size-fits", 10, Heap, "An object is made in a slot of another size.", Use,
            "        ? SlotSizeOf(kindWord) == slotSize && TryIndex", "        ? TryIndex"),
        new("large-objects-fit-anywhere", 10, Heap, "A large object is made in a large slot of fewer pages.", Use,
            "slot.Paddr == first && LargePagesOf(first) << Page.Shift == slotSize;", "slot.Paddr == first;"),
        new("slots-in-use-are-taken", 10, Heap, "An object is made over another one.", Use,
            "bool taken = Fits(first, kindWord, slot, slotSize) && TryChangeHeld(slot, header);",
            "bool taken = Fits(first, kindWord, slot, slotSize) && (TryChangeHeld(slot, header) || SlotHeader.IsObject(_machine.ReadPhys64(slot.Paddr)));"),
        new("new-objects-are-not-zero", 10, Heap, "A new object holds what the slot held before, references among it.", Use,
            "        if (taken)\n", "        if (taken && slotSize > 2048)\n"),
        new("slot-size-may-be-too-small", 10, Heap, "A policy may answer slots that are smaller than the blocks for them.", ObjectHeap,
            "            if (size < i * 16 || size > Slab.MaxSlotSize", "            if (size > Slab.MaxSlotSize"),
        new("large-slot-size-may-be-too-small", 10, Heap, "A policy may answer large slots that are smaller than the block.", ObjectHeap,
            "        if (slotSize < size || slotSize % Page.Size != 0)\n", "        if (slotSize % Page.Size != 0)\n"),
        new("policy-answers-are-believed", 10, Heap, "What the policy answered is not checked.", ObjectHeap,
            "        if (!_slabs.TryTake(slot, slotSize, header))\n", "        if (!_slabs.TryTake(slot, slotSize, header) && slot.IsNull)\n"),
        new("policy-count-is-believed", 10, Heap, "A policy may say that it answered more slots than there was room for.", ObjectHeap,
            "        if ((uint)count > (uint)slots.Length)\n", "        if (count < 0)\n"),
    ];
}
