using Ostd;
using Ostd.Heap;
using Ostd.Model;
using Ostd.Paging;
using Ostd.Seam;

namespace Invariants;

/// <summary>Invariant 10: an object is made only where it fits.</summary>
/// <remarks>
/// Abstract specification:
/// <code>
///   ∀ object o:   ∃ slot s of a live slab, or large slot:
///       address(o) = address(s)   ∧   size(o) ≤ size(s)   ∧   16 | address(o)
///       ∧  s is in the state object, so that nobody else has it
/// </code>
/// The size of an object is what the compiler's type says, as the collector reads it. A block whose type is not stored yet is not an object.
/// </remarks>
internal sealed class Invariant10SlotFit : Invariant
{
    private const ulong Alignment = 16;

    private readonly PerMachine<HeapWatch> _states = new();

    public override int Number => 10;

    public override string Statement => "An object is created from a HeapSlot only if the slot fits its size and alignment.";

    public override string Section => "4.2, heap allocation";

    public override string NotCovered => "On the host the kernel's own objects live in .NET's heap: the objects here are those that checkers make through the same allocation path.";

    public override void Check(Kernel kernel, ModelMachine machine)
    {
        if (kernel.Memory is null)
            return;
        HeapWatch heap = _states.Of(machine, m => HeapWatch.Of(kernel, m));
        foreach (HeapArea area in heap.Refresh())
        {
            for (int i = 0; i < area.Capacity; i++)
            {
                ulong slot = area.SlotAt(i);
                if (SlotHeader.IsObject(machine.Memory.Read64(slot)))
                    CheckObject(machine, area, slot);
            }
        }
    }

    private void CheckObject(ModelMachine machine, HeapArea area, ulong slot)
    {
        if (slot % Alignment != 0)
            Violated($"an object at {slot:x}, in {area}, is not aligned to {Alignment} bytes");
        ulong type = machine.Memory.Read64(slot + SlotHeader.ReferenceOffset);
        if (!IsInImage(machine, type))
            return;
        ulong typeWord = machine.Memory.Read64(type - KernelLayout.ImageBase);
        ulong size = typeWord >> 32;
        if ((typeWord & ObjectLayout.HasComponents) != 0)
            size += (typeWord & 0xffff) * (uint)machine.Memory.Read64(slot + SlotHeader.ReferenceOffset + ObjectLayout.LengthOffset);
        if (size > (ulong)area.SlotSize)
            Violated($"an object of {size} bytes at {slot:x} lies in a slot of {area.SlotSize}, in {area}");
    }

    private static bool IsInImage(ModelMachine machine, ulong address)
    {
        foreach (ImageSection section in machine.ImageSections)
        {
            if (address >= section.Start && address < section.End)
                return true;
        }
        return false;
    }
}
