using System.Collections.Generic;
using System.Linq;
using Ostd;
using Ostd.Frames;
using Ostd.Io;
using Ostd.Model;
using Ostd.Model.Devices;
using Ostd.Model.Pci;
using Ostd.Paging;
using Ostd.Pci;

namespace Invariants;

/// <summary>Invariant 7: clients reach no sensitive port and no sensitive register in memory.</summary>
/// <remarks>
/// <code>
///   Space      = Ports | Memory                          addresses 0 .. limit(Space)
///   sensitive  : Space → set of addresses                fixed while the machine runs
///   held       : Space → set of ranges                   what live IoPort and IoMem handles, their slices and mappings keep
///
///   acquire(r)  requires r ⊆ [0, limit), r ∩ sensitive = ∅, r ∩ ⋃ held = ∅    then held' = held ∪ {r}; for memory r consists of whole pages
///   release(r)  after the last handle, access and mapping                       then held' = held \ {r}, and no CPU translates to r
///   access(h,o) requires h live, [o, o + width) ⊆ h
///
///   I7:  ⋃ held ∩ sensitive = ∅  ∧  the ranges in held are disjoint  ∧  a window of device memory leads to its range and nowhere else
/// </code>
/// Of PCI functions: one that decodes memory lies over nothing that is sensitive, RAM or another's; and the pages of a table of interrupt messages that is switched on are the framework's.
/// What is sensitive is taken from the board (<see cref="Board"/>) and from its RAM, not from the framework's own list, which is what could be wrong.
/// </remarks>
internal sealed class Invariant07SensitiveDevices : Invariant
{
    public override int Number => 7;

    public override string Statement => "Sensitive I/O memory and ports cannot be tampered with by Ostd's clients.";

    public override string Section => "4.3";

    public override string NotCovered =>
        "Which registers of a peripheral are dangerous by what they make the peripheral do (its DMA is invariant 6, its interrupts invariant 3); boards other than the model's, such as those with a part "
        + "that PCI configuration space calls a peripheral; devices that answer where they were not placed.";

    public override void Check(Kernel kernel, ModelMachine machine)
    {
        if (kernel.IoMemory is null)
            return; // the framework is still coming up: nobody can ask for anything
        CheckPorts(kernel.IoPorts.Taken);
        CheckMemory(kernel, machine);
        foreach ((ModelPciFunction function, PciSlot slot) in PciFunctions.Known(kernel, machine))
            CheckFunction(kernel, machine, function, slot);
    }

    private void CheckFunction(Kernel kernel, ModelMachine machine, ModelPciFunction function, PciSlot slot)
    {
        foreach (ModelBar bar in function.Bars)
        {
            bool isOpen = bar.Kind == BarKind.Ports ? function.DecodesPortsNow : function.DecodesMemoryNow;
            ulong end = bar.Start + bar.Length;
            if (isOpen && !slot.IsClaimed)
                Violated($"window {bar.Index} of PCI function {slot.Location} is open, and nobody has the function");
            if (isOpen && Board.Find(bar.Kind == BarKind.Ports ? Board.SensitivePorts : Board.SensitiveMemory, bar.Start, end) is { } name)
                Violated($"window {bar.Index} of PCI function {slot.Location} lies over the {name}");
            if (isOpen && bar.Kind != BarKind.Ports && machine.Memory.TouchesRam(bar.Start, end))
                Violated($"window {bar.Index} of PCI function {slot.Location} lies over RAM");
        }
        if (!slot.IsClaimed || function.Msix is not { IsEnabled: true } messages)
            return;
        ulong table = function.Bars.Single(b => b.Index == messages.Bar).Start + messages.TableOffset;
        for (ulong page = Page.AlignDown(table); page < table + (ulong)messages.Entries * 16; page += Page.Size)
        {
            if (slot.Owner?.Messages?.Keeps(page) != true || !kernel.IoMemory.Taken.Any(r => r.Touches(page, page + 1)))
                Violated($"page {page:x} of the interrupt messages of PCI function {slot.Location} is not the framework's");
        }
    }

    private void CheckPorts(IReadOnlyList<IoRange> held)
    {
        for (int i = 0; i < held.Count; i++)
        {
            IoRange range = held[i];
            if (Board.Find(Board.SensitivePorts, range.Start, range.End) is { } name)
                Violated($"a client holds ports {range.Start:x} to {range.End - 1:x}, which touch the {name}");
            CheckShape(held, i, limit: 0x1_0000);
        }
    }

    private void CheckMemory(Kernel kernel, ModelMachine machine)
    {
        IReadOnlyList<IoRange> held = kernel.IoMemory.Taken;
        for (int i = 0; i < held.Count; i++)
        {
            IoRange range = held[i];
            if (Board.Find(Board.SensitiveMemory, range.Start, range.End) is { } name)
                Violated($"a client holds device memory {range.Start:x} to {range.End - 1:x}, which touches the {name}");
            if (machine.Memory.TouchesRam(range.Start, range.End))
                Violated($"a client holds device memory {range.Start:x} to {range.End - 1:x}, which touches RAM");
            CheckShape(held, i, limit: 1UL << Mmu.PhysicalAddressBits);
            if (!Page.IsAligned(range.Start) || !Page.IsAligned(range.End))
                Violated($"a client holds device memory {range.Start:x} to {range.End - 1:x}, which does not consist of whole pages: mapping it gives away its neighbours");
            if (range.Window != 0)
            {
                CheckWindow(kernel, machine, range, range.Start);
                CheckWindow(kernel, machine, range, range.End - Page.Size);
            }
        }
    }

    private void CheckShape(IReadOnlyList<IoRange> held, int index, ulong limit)
    {
        IoRange range = held[index];
        if (range.Start >= range.End || range.End > limit)
            Violated($"a client holds {range.Start:x} up to {range.End:x}, which is no range below {limit:x}");
        for (int i = 0; i < index; i++)
        {
            if (held[i].Start < range.End && range.Start < held[i].End)
                Violated($"two clients hold {range.Start:x}: in {held[i].Start:x} to {held[i].End - 1:x} and in {range.Start:x} to {range.End - 1:x}");
        }
    }

    /// <summary>A page of a window may be unmapped (the range is being given back), or leads to the page it is for, and is the kernel's alone.</summary>
    private void CheckWindow(Kernel kernel, ModelMachine machine, IoRange range, ulong page)
    {
        ulong leaf = kernel.Memory.Space.FindLeaf(range.Window + (page - range.Start));
        ulong entry = leaf == 0 ? 0 : machine.Memory.Read64(leaf);
        if ((entry & PageTableEntry.Present) == 0)
            return;
        if ((entry & PageTableEntry.AddressMask) != page)
            Violated($"the window for device memory {page:x} leads to {entry & PageTableEntry.AddressMask:x}");
        if ((entry & PageTableEntry.User) != 0 || (entry & PageTableEntry.NoExecute) == 0)
            Violated($"the window for device memory {page:x} is open to user programs, or executable (entry {entry:x})");
    }
}
