using System.Runtime.CompilerServices;
using Ostd;
using Ostd.Frames;
using Ostd.Iommu;
using Ostd.Model;
using Ostd.Model.Pci;
using Ostd.Model.Vtd;
using Ostd.Pci;
using Ostd.Traps;

namespace Invariants;

/// <summary>Invariant 3: what a device can do to a CPU is to raise the interrupt lines that were routed to it.</summary>
/// <remarks>
/// Abstract specification. An interrupt entry is (vector, delivery, destination, source):
/// <code>
///   Lines          = { FirstLine .. LastLine }                      all ≥ 32
///   taken          ⊆ Lines                                          the live IrqLine handles
///   routed         : taken ⇀ Device                                 who may raise a line
///   inForce        = entries present in the remapping table  ∪  entries that the unit has cached
///
///   I3:  remapping is on, messages in the format from before remapping are blocked
///      ∧ ∀ (i, e) ∈ inForce:  e.vector = i ∈ taken  ∧  e.source = routed(i), compared in full
///                           ∧  e.delivery = fixed, edge, to one CPU that exists
///      ∧ the table is memory of the framework
///      ∧ every message that a PCI function may send, as the table in its registers says, is that of a line that lives and is routed to it
/// </code>
/// Freeing a line first takes its entry out of the table, then out of the cache, then out of <c>routed</c>, then out of <c>taken</c>: the order keeps I3 between any two steps.
/// </remarks>
internal sealed class Invariant03DeviceInterrupts : Invariant
{
    // Everything in the low 16 bits of an entry but "present": fault disable, modes, available bits, posted format.
    private const ulong ModeBits = 0xffff;

    private readonly ConditionalWeakTable<ModelMachine, InterruptEntries> _entries = [];

    public override int Number => 3;

    public override string Statement => "Kernel-mode CPU state cannot be tampered with by peripheral devices.";

    public override string Section => "4.2";

    public override string NotCovered =>
        "Machines without an IOMMU, where devices get no interrupt messages unless the command line trusts them all; devices behind bridges that send under the bridge's name; "
        + "how long a storm of interrupts keeps a CPU busy (that is availability).";

    public override void Check(Kernel kernel, ModelMachine machine)
    {
        if (kernel.Iommu is not { } driver || machine.Vtd is not { } unit)
            return; // still coming up, or a machine without
        if (!unit.RemapsInterrupts)
            Violated("interrupt remapping is off: every device can raise every vector");
        if (unit.LetsCompatibilityFormatThrough)
            Violated("interrupt messages that name their own vector are let through");
        if (kernel.Memory.Frames.Table.KindOf(unit.InterruptTable) is not FrameKind.IommuTable and var kind)
            Violated($"the interrupt-remapping table lies in {unit.InterruptTable:x}, a page of kind {kind}");
        if (!_entries.TryGetValue(machine, out InterruptEntries? entries) || !entries.IsCurrent(machine.Memory, unit.InterruptTable, unit.InterruptEntries))
        {
            entries = new InterruptEntries(machine.Memory, unit.InterruptTable, unit.InterruptEntries);
            _entries.AddOrUpdate(machine, entries);
        }
        CheckMessages(kernel, driver, machine);
        foreach ((int i, ulong low, ulong high) in entries.Present)
            CheckEntry(kernel, driver, machine, "the interrupt-remapping table", i, low, high);
        foreach ((int i, CachedInterrupt cached) in unit.Caches.Interrupts)
        {
            if ((cached.Low & 1) != 0)
                CheckEntry(kernel, driver, machine, "the IOMMU's interrupt cache", i, cached.Low, cached.High);
        }
    }

    private void CheckMessages(Kernel kernel, RemappingUnit driver, ModelMachine machine)
    {
        foreach ((ModelPciFunction function, PciSlot slot) in PciFunctions.Known(kernel, machine))
        {
            if (!function.IsMaster || function.Msix is not { IsEnabled: true } messages)
                continue;
            for (int entry = 0; entry < messages.Entries; entry++)
            {
                if (!messages.IsOpen(entry))
                    continue;
                (ulong address, uint data) = messages.Message(entry);
                int vector = (int)(address >> 5 & 0x7fff);
                if (data != 0 || address != MsiMessage.Remapped(vector).Address || !kernel.Irqs.IsTaken(vector) || driver.Interrupts.SourceOf(vector) != function.Source)
                    Violated($"message {entry} of PCI function {slot.Location} may be sent, and is {address:x}, {data:x}: not that of a line of the function's");
            }
        }
    }

    private void CheckEntry(Kernel kernel, RemappingUnit driver, ModelMachine machine, string where, int index, ulong low, ulong high)
    {
        int vector = (int)(low >> 16 & 0xff);
        if (vector < Vectors.FirstInterrupt)
            Refuse($"raises vector {vector:x}, which belongs to a CPU exception");
        if (vector != index)
            Refuse($"raises vector {vector:x}, another line's");
        if (kernel.Irqs is null || !kernel.Irqs.IsTaken(vector))
            Refuse($"raises vector {vector:x}, which no interrupt line has");
        if ((low & ModeBits) != 1)
            Refuse($"delivers vector {vector:x} in a special way (low word {low:x}): only fixed, edge, to one CPU is harmless");
        if (driver.Interrupts.SourceOf(vector) is var source && (high & 0xf_ffff) != (InterruptRemapping.VerifySource | (uint)source))
            Refuse($"accepts vector {vector:x} from {high & 0xf_ffff:x}, not only from device {source:x}");
        if ((machine.Vtd!.HasWideDestinations ? low >> 32 : low >> 40 & 0xff) >= (ulong)machine.CpuCount)
            Refuse($"sends vector {vector:x} to a CPU that does not exist");

        void Refuse(string what) => Violated($"entry {index:x} of {where} {what}");
    }
}
