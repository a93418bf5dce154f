using System.Collections.Generic;
using System.Linq;

namespace Verification.Mutants;

/// <summary>Every seeded bug there is.</summary>
public static class Mutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        .. Invariant01.All,
        .. Invariant04.All,
        .. Invariant02.All,
        .. Invariant05.All,
        .. Tlb.All,
        .. UserCopy.All,
        .. Boot.All,
        .. Invariant03.All,
        .. Invariant06.All,
        .. Invariant07.All,
        .. Pci.All,
        .. Invariant08.All,
        .. Locks.All,
        .. Rcu.All,
        .. Irq.All,
        .. Pipes.All,
        .. ServiceBugs.All,
        .. Policies.All,
        .. Invariant09.All,
        .. Invariant10.All,
        .. Collector.All,
        .. StaticConstructors.All,
    ];

    /// <summary>Few of many, so that they fit into every test run: two of each invariant, and one of each topic besides.</summary>
    public static IReadOnlyList<Mutant> Quick(IReadOnlyList<Mutant> mutants) =>
    [
        .. mutants.Where(m => m.Invariant != 0).GroupBy(m => m.Invariant).OrderBy(g => g.Key).SelectMany(g => g.Take(2)),
        .. mutants.Where(m => m.Invariant == 0).GroupBy(m => m.Topic).Select(g => g.First()),
    ];
}
