using System.Collections.Generic;
using System.Linq;

namespace Verification.Checking;

/// <summary>Every checker there is.</summary>
public static class Checkers
{
    public static IReadOnlyList<Checker> All { get; } =
    [
        Properties.Policies.BuddyAllocatorProperty.Checker,
    ];

    public static IEnumerable<Checker> For(int invariant) => All.Where(c => c.Invariants.Contains(invariant));
}
