using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Every seeded bug there is.</summary>
public static class Mutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
    ];
}
