using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs in interrupt lines and in the way interrupts are taken.</summary>
internal static class Irq
{
    private const string Table = "Ostd/Traps/IrqTable.cs", Line = "Ostd/Traps/IrqLine.cs", Entry = "Ostd/Traps/TrapEntry.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("irq-vector-taken-twice", "a certain vector is handed out though somebody has it", Table,
            "            throw new OstdException(OstdError.NotEnoughResources, $\"Interrupt vector {vector:x} is taken.\");", "            return vector;"),
        Of("irq-any-vector", "clients may handle vectors of the framework", Table,
            "vector is < Vectors.FirstLine or > Vectors.LastLine)", "vector is < Vectors.FirstLine or > Vectors.LastLine + 0x100)"),
        Of("irq-disposed-handler-runs", "a share that was disposed still handles", Line,
            "        if (!TryBeginUse())\n            return false;\n", "        TryBeginUse();\n"),
        Of("irq-freed-with-shares", "the vector is free when the first of its shares is disposed", Table,
            "            if (_first[line.Vector - Vectors.FirstLine].Load(MemoryOrder.Relaxed) is not null)\n                return;\n", ""),
        Of("irq-unlinks-the-rest", "disposing a share takes those behind it with it", Table,
            "link.Store(line.Next.Load(MemoryOrder.Relaxed), MemoryOrder.Release);", "link.Store(null, MemoryOrder.Release);"),
        Of("irq-first-share-only", "only the newest share of a line handles its interrupts", Table,
            "line is not null; line = line.Next.Load(MemoryOrder.Acquire))", "line is not null; line = null)"),
        Of("irq-guard-enables", "a guard that a handler disposes enables interrupts, so that they nest", "Ostd/Traps/IrqGuard.cs",
            "            cpu.EnableAfterGuards = wereEnabled;", "            cpu.EnableAfterGuards = true;"),
        Of("irq-no-end", "the end of an interrupt is not told: no other of its urgency or below ever arrives", Entry,
            "            cpu.Kernel.LocalApic.EndOfInterrupt();", "            _ = cpu.Kernel.LocalApic;"),
        Of("irq-spurious-ended", "a spurious interrupt of the legacy controllers ends another interrupt", Entry,
            "cpu.Kernel.LocalApic.IsInService(vector)))", "vector >= 0))"),
    ];

    private static Mutant Of(string name, string breaks, string file, string find, string replace) => new(name, 0, "irq", breaks, file, find, replace);
}
