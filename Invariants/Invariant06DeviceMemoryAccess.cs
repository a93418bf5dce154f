using System.Runtime.CompilerServices;
using Ostd;
using Ostd.Dma;
using Ostd.Frames;
using Ostd.Iommu;
using Ostd.Model;
using Ostd.Model.Pci;
using Ostd.Model.Vtd;
using Ostd.Pci;

namespace Invariants;

/// <summary>Invariant 6: what a device can reach is the untyped pages of its own live DMA buffers, in their direction.</summary>
/// <remarks>
/// Abstract specification:
/// <code>
///   lent       : Device → (DeviceAddress ⇀ (Frame, Direction))         live DMA buffers, page by page
///   inForce    = what walks of the unit's tables yield  ∪  what its caches hold  ∪  accesses that it let through and that are under way
///
///   I6:  translation is on
///      ∧ ∀ (device, address, frame, rights) ∈ inForce:
///            lent(device)(address) = (frame, direction)  ∧  rights ⊆ direction
///          ∧ kind(frame) = Untyped, marked lent, references(frame) ≥ 1       so neither free nor typed nor device memory
///      ∧ no frame is lent twice
///      ∧ every table that the unit reads, or has cached, is memory of the framework, and of a domain that lives
///      ∧ a PCI function masters the bus only while a driver has it, and only where masters are confined or trusted
/// </code>
/// A buffer's pages enter <c>lent</c> before the table and leave it after the last cache has forgotten them; only then does their reference go.
/// </remarks>
internal sealed class Invariant06DeviceMemoryAccess : Invariant
{
    public override int Number => 6;

    public override string Statement => "Sensitive memory, and I/O memory, cannot be tampered with by peripheral devices.";

    public override string Section => "4.3";

    public override string NotCovered =>
        "Machines without an IOMMU, where no memory is lent unless the command line trusts every device; device TLBs (ATS stays off); what a device does to the contents of its own buffers, "
        + "which is its right.";

    private readonly ConditionalWeakTable<ModelMachine, DeviceTables> _tables = [];

    public override void Check(Kernel kernel, ModelMachine machine)
    {
        CheckMasters(kernel, machine);
        if (kernel.Iommu is not { } driver || machine.Vtd is not { } unit)
            return; // still coming up, or a machine without
        if (!unit.Translates)
            Violated("DMA translation is off: every device reaches all memory");
        if (!_tables.TryGetValue(machine, out DeviceTables? tables) || !tables.IsCurrent(machine.Memory, unit.RootTable))
        {
            tables = new DeviceTables(machine.Memory, unit.RootTable, driver.Memory.Levels);
            _tables.AddOrUpdate(machine, tables);
        }
        CheckTables(kernel, driver.Memory, tables);
        CheckCaches(kernel, driver.Memory, unit);
        foreach (AccessUnderWay access in unit.UnderWay)
            CheckUnderWay(kernel, driver.Memory, access);
    }

    private void CheckMasters(Kernel kernel, ModelMachine machine)
    {
        foreach ((ModelPciFunction function, PciSlot slot) in PciFunctions.Known(kernel, machine))
        {
            if (function.IsMaster && !slot.IsClaimed)
                Violated($"PCI function {slot.Location} masters the bus, and nobody has it");
            if (function.IsMaster && !kernel.Dma.MayMaster)
                Violated($"PCI function {slot.Location} masters the bus, and nothing confines it");
        }
    }

    // ---- Tables in memory ------------------------------------------------------------------------------------

    private void CheckTables(Kernel kernel, DmaRemapping driver, DeviceTables tables)
    {
        foreach ((ulong page, _) in tables.Pages)
            CheckTable(kernel, page, "a table of the IOMMU");
        foreach ((ushort source, ulong low, ulong high) in tables.Contexts)
        {
            if ((low & 0xe) != 0)
                Violated($"the context entry of device {source:x4} is not a plain translation (low word {low:x})");
            CheckDomain(driver, (ushort)(high >> 8), source, low & DmaRemapping.AddressMask, "its context entry");
        }
        foreach ((ushort domain, ulong address, CachedTranslation translation) in tables.Leaves)
            CheckTranslation(kernel, driver, domain, address, translation, "the table");
    }

    // ---- Caches ----------------------------------------------------------------------------------------------

    private void CheckCaches(Kernel kernel, DmaRemapping driver, ModelVtd unit)
    {
        foreach ((ushort source, CachedContext context) in unit.Caches.Contexts)
        {
            if (context.IsPresent)
                CheckDomain(driver, context.Domain, source, context.Table, "the IOMMU's context cache");
        }
        foreach (((ushort domain, ulong region), CachedTranslation table) in unit.Caches.Tables)
        {
            DomainOf(driver, domain, region << 21, "the IOMMU's cache of tables");
            CheckTable(kernel, table.Paddr, $"a cached translation table of domain {domain}");
        }
        foreach (((ushort domain, ulong page), CachedTranslation translation) in unit.Caches.Translations)
        {
            if (translation.CanRead || translation.CanWrite)
                CheckTranslation(kernel, driver, domain, page << 12, translation, "the IOTLB");
        }
    }

    private void CheckUnderWay(Kernel kernel, DmaRemapping driver, AccessUnderWay access)
    {
        DmaDomain domain = DomainOf(driver, access.Domain, access.Paddr, "an access under way");
        ulong frame = Page.AlignDown(access.Paddr);
        for (DmaMapping? mapping = domain.First; mapping is not null; mapping = mapping.Next)
        {
            if (frame - mapping.Start < (ulong)mapping.Pages << Page.Shift)
            {
                CheckFrame(kernel, frame, "an access under way");
                return;
            }
        }
        Violated($"an access of device {access.Source:x4} is under way to physical page {frame:x}, which it was lent no longer");
    }

    // ---- What both must satisfy ------------------------------------------------------------------------------

    private void CheckTranslation(Kernel kernel, DmaRemapping driver, ushort number, ulong address, CachedTranslation translation, string where)
    {
        DmaDomain domain = DomainOf(driver, number, address, where);
        DmaMapping? mapping = domain.First;
        while (mapping is not null && address - mapping.Address >= (ulong)mapping.Pages << Page.Shift)
            mapping = mapping.Next;
        if (mapping is null)
        {
            Violated($"by {where} device {domain.Device} reaches physical page {translation.Paddr:x} at {address:x}, where nothing is lent to it");
        }
        if (mapping.Start + (address - mapping.Address) != translation.Paddr)
            Violated($"by {where} device {domain.Device} reaches physical page {translation.Paddr:x} at {address:x} instead of {mapping.Start + (address - mapping.Address):x}");
        if (translation.CanRead && mapping.Direction == DmaDirection.FromDevice || translation.CanWrite && mapping.Direction == DmaDirection.ToDevice)
            Violated($"by {where} device {domain.Device} may access {address:x} against its direction, {mapping.Direction}");
        if (address >= ModelMachine.MessageWindow && address < ModelMachine.MessageWindowEnd)
            Violated($"device {domain.Device} was given {address:x}, where a write is an interrupt");
        CheckFrame(kernel, translation.Paddr, where);
    }

    private void CheckFrame(Kernel kernel, ulong frame, string where)
    {
        FrameTable table = kernel.Memory.Frames.Table;
        if (!table.Covers(frame, 1))
            Violated($"by {where} a device reaches {frame:x}, which is not RAM");
        ulong references = table.ReferencesOf(frame);
        if (references is FrameTable.Unused or FrameTable.Busy or FrameTable.Unique)
            Violated($"by {where} a device reaches physical page {frame:x}, which is {(references == FrameTable.Unused ? "free" : "not shared")} (kind {table.KindOf(frame)})");
        if (table.KindWordOf(frame) != ((ulong)FrameKind.Untyped | FrameTable.Lent))
            Violated($"by {where} a device reaches physical page {frame:x} of kind {table.KindOf(frame)}, which is not marked as lent");
    }

    private void CheckTable(Kernel kernel, ulong page, string what)
    {
        FrameTable table = kernel.Memory.Frames.Table;
        if (!table.Covers(page, 1) || table.KindOf(page) != FrameKind.IommuTable || table.ReferencesOf(page) != FrameTable.Unique)
            Violated($"{what} lies in {page:x}, which is {(table.Covers(page, 1) ? table.KindOf(page) : "not RAM")}");
    }

    private void CheckDomain(DmaRemapping driver, ushort number, ushort source, ulong root, string where)
    {
        DmaDomain domain = DomainOf(driver, number, root, where);
        if (domain.Device.RequesterId != source || domain.Root != root)
            Violated($"by {where} device {source:x4} has the translations of domain {number}, which are device {domain.Device}'s");
    }

    private DmaDomain DomainOf(DmaRemapping driver, ushort number, ulong address, string where)
    {
        DmaDomain? domain = number < driver.Domains.Length ? driver.Domains[number] : null;
        if (domain is null)
            Violated($"{where} leads to {address:x} through domain {number}, which does not exist any more");
        return domain;
    }
}
