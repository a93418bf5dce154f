using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs that let devices raise interrupts that are not theirs.</summary>
internal static class Invariant03
{
    private const string Remapping = "Ostd/Iommu/InterruptRemapping.cs", Unit = "Ostd/Iommu/RemappingUnit.cs", Table = "Ostd/Traps/IrqTable.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("irq-line-freed-open", "a line that is given back stays open to its device", Table,
            "        _kernel.Iommu?.Interrupts.Close(vector);\n", ""),
        Of("irq-source-unchecked", "every device may send the message of a line", Remapping,
            "VerifySource | source);", "source);"),
        Of("irq-source-by-card", "all functions of a card may send the message of a line", Remapping,
            "VerifySource | source);", "VerifySource | 3UL << 16 | source);"),
        Of("irq-cached-entry-kept", "the unit goes on using the entry of a freed line that it has cached", Remapping,
            "        _memory.Exchange(EntryOf(vector), 0);\n        _unit.Queue.Run(InvalidationDescriptor.Interrupt(vector));",
            "        _memory.Exchange(EntryOf(vector), 0);"),
        Of("irq-forgotten-too-early", "the unit forgets the entry of a freed line before it is taken out of the table, and may read it again", Remapping,
            "        _memory.Exchange(EntryOf(vector), 0);\n        _unit.Queue.Run(InvalidationDescriptor.Interrupt(vector));",
            "        _unit.Queue.Run(InvalidationDescriptor.Interrupt(vector));\n        _memory.Exchange(EntryOf(vector), 0);"),
        Of("irq-wrong-entry-forgotten", "the unit is told to forget another entry", "Ostd/Iommu/InvalidationDescriptor.cs",
            "InterruptEntryCache | 1 << 4 | (ulong)entry << 32", "InterruptEntryCache | 1 << 4 | (ulong)(uint)(entry ^ 1) << 32"),
        Of("irq-rerouted-unclosed", "a line that is routed to another device stays with the first one in the unit's cache", Remapping,
            "        CloseLocked(vector);\n        _sources[vector] = source;", "        _sources[vector] = source;"),
        Of("irq-vector-shifted", "an entry raises the vector below its line's", Remapping,
            "(ulong)vector << VectorShift", "(ulong)(uint)(vector - 1) << VectorShift"),
        Of("irq-remapping-off", "interrupt remapping is set up, but not switched on", Unit,
            "        Command(UnitRegisters.InterruptRemappingEnable);\n", ""),
        Of("irq-own-format-let-through", "messages that name their own vector are let through", Unit,
            "Command(UnitRegisters.InterruptRemappingEnable);", "Command(UnitRegisters.InterruptRemappingEnable);\n        Command(UnitRegisters.CompatibilityFormat);"),
        Of("irq-closed-after-free", "a line's vector is free, and may be another's, before it is closed to the device", Table,
            "        _kernel.Iommu?.Interrupts.Close(vector);\n        using var guard = _lock.Lock();\n        _taken[vector - Vectors.FirstLine] = false;",
            "        using var guard = _lock.Lock();\n        _taken[vector - Vectors.FirstLine] = false;\n        _kernel.Iommu?.Interrupts.Close(vector);"),
    ];

    private static Mutant Of(string name, string breaks, string file, string find, string replace) => new(name, 3, "irq", breaks, file, find, replace);
}
