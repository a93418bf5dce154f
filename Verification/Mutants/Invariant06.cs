using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs that let devices reach memory that is not theirs.</summary>
internal static class Invariant06
{
    private const string Domain = "Ostd/Iommu/DmaDomain.cs", Domains = "Ostd/Iommu/DmaRemapping.cs", System = "Ostd/Dma/DmaSystem.cs", Queue = "Ostd/Iommu/InvalidationQueue.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("dma-translation-kept", "the unit goes on using the translations of a freed buffer that it has cached", Domain,
            "        _unit.Queue.Run(InvalidationDescriptor.Translations(Number, _unit.Memory.Drain));\n        using (_lock.Lock())\n            RemoveLocked(mapping);",
            "        using (_lock.Lock())\n            RemoveLocked(mapping);"),
        Of("dma-no-wait", "a buffer's pages are free as soon as the unit has been told, before it has forgotten", Queue,
            "        for (int polls = 0; (uint)_memory.Read(_status) != ticket; polls++)", "        for (int polls = 0; polls < 0; polls++)"),
        Of("dma-stale-ticket", "the answer to an earlier request is taken for the answer to this one", Queue,
            "uint ticket = ++_ticket;", "uint ticket = _ticket;"),
        Of("dma-forgotten-too-early", "the unit forgets a translation before it is taken out of the table, and may read it again", Domain,
            "        for (int i = 0; i < mapping.Pages; i++)\n        {\n            if (FindLeaf(mapping.Address + Bytes(i)) is var leaf && leaf != 0)\n                _memory.Exchange(leaf, 0);\n        }\n"
                + "        _unit.Queue.Run(InvalidationDescriptor.Translations(Number, _unit.Memory.Drain));",
            "        _unit.Queue.Run(InvalidationDescriptor.Translations(Number, _unit.Memory.Drain));\n"
                + "        for (int i = 0; i < mapping.Pages; i++)\n        {\n            if (FindLeaf(mapping.Address + Bytes(i)) is var leaf && leaf != 0)\n                _memory.Exchange(leaf, 0);\n        }"),
        Of("dma-entry-left", "the last page of a freed buffer stays in the table", Domain,
            "        for (int i = 0; i < mapping.Pages; i++)\n        {\n            if (FindLeaf", "        for (int i = 0; i < mapping.Pages - 1; i++)\n        {\n            if (FindLeaf"),
        Of("dma-undrained", "accesses that were let through are not waited for", "Ostd/Iommu/InvalidationDescriptor.cs",
            "((capabilities & UnitRegisters.DrainsWrites) != 0 ? 1UL << 6 : 0) | ((capabilities & UnitRegisters.DrainsReads) != 0 ? 1UL << 7 : 0)", "capabilities & 0"),
        Of("dma-wrong-domain-forgotten", "the unit is told to forget another device's translations", "Ostd/Iommu/InvalidationDescriptor.cs",
            "new(Iotlb | OfDomain | drain | (ulong)domain << 16, 0)", "new(Iotlb | OfDomain | drain | (ulong)(domain + 1u) << 16, 0)"),
        Of("dma-direction-ignored", "the device may write a buffer that it was lent for reading", Domain,
            "DmaDirection.ToDevice => Readable,", "DmaDirection.ToDevice => Readable | Writable,"),
        Of("dma-lent-twice", "pages that one device has are lent to another", System,
            "if (_frames.TryMarkLent(start + ((ulong)i << Page.Shift)))", "if (_frames.TryMarkLent(start + ((ulong)i << Page.Shift)) || pages > 0)"),
        Of("dma-marks-left", "a refused lending leaves its pages marked", System,
            "            UnmarkAll(start, i);\n            throw", "            throw"),
        Of("dma-one-page-too-many", "a device reaches the page behind its buffer", Domain,
            "for (int i = 0; i < mapping.Pages; i++)\n                _memory.Exchange(LeafOf", "for (int i = 0; i <= mapping.Pages; i++)\n                _memory.Exchange(LeafOf"),
        Of("dma-context-kept", "a device whose last buffer went keeps its cached entry and reaches freed tables", Domains,
            "_unit.Queue.Run(InvalidationDescriptor.Context(domain.Number, domain.Device.RequesterId), InvalidationDescriptor.Translations(domain.Number, Drain));\n            _domains",
            "_domains"),
        Of("dma-tables-freed-too-early", "the tables of a device are freed while it still has them", Domains,
            "            ulong entry = ContextEntryOf(ContextTableAt(domain.Device.Bus), domain.Device);", "            domain.FreeTables();\n            ulong entry = ContextEntryOf(ContextTableAt(domain.Device.Bus), domain.Device);"),
        Of("dma-one-device-for-all", "every device of a bus gets the tables of the first", Domains,
            "domain is not null && domain.Device == device)", "domain is not null && domain.Device.Bus == device.Bus)"),
        Of("dma-pages-go-first", "a buffer's pages are given back before the device has lost them", "Ostd/Dma/DmaBuffer.cs",
            "        _system.TakeBack(_mapping);\n        Segment.Dispose();", "        Segment.Dispose();\n        _system.TakeBack(_mapping);"),
        Of("dma-absence-cached", "a unit that caches absence is not told of a new buffer", Domain,
            "        if (_unit.CachesAbsence)\n            _unit.Queue.Run(InvalidationDescriptor.Translations(Number, _unit.Memory.Drain));\n", ""),
        Of("dma-tables-in-caches", "tables stay in the CPU's caches, where the unit does not see them", "Ostd/Iommu/TableMemory.cs",
            "        if (!_snoops)\n            _machine.FlushCacheLine(paddr);", "        _ = paddr;"),
        Of("dma-users-uncounted", "a device's second buffer does not keep its tables", Domains,
            "                found.Users++;\n", ""),
        Of("dma-queue-unlocked", "two CPUs write their requests to the same place of the queue", Queue,
            "        using var guard = _lock.Lock();\n        AppendLocked(what);", "        AppendLocked(what);"),
        Of("dma-without-iommu", "memory is lent on a machine without IOMMU", System,
            "        MayMaster = _remapping is not null ||", "        MayMaster = _remapping is null ||"),
        Of("dma-translation-off", "translation is set up, but not switched on", "Ostd/Iommu/RemappingUnit.cs",
            "        Command(UnitRegisters.TranslationEnable);\n", ""),
    ];

    private static Mutant Of(string name, string breaks, string file, string find, string replace) => new(name, 6, "dma", breaks, file, find, replace);
}
