using System.Collections.Generic;

namespace Ostd.Model.Shadow;

/// <summary>The detector saw something undefined: what, by whom, and what the other side is.</summary>
internal sealed class UndefinedBehaviourException(UndefinedBehaviour kind, string what, params int[] sites) : ModelViolationException($"Undefined behaviour ({kind}): {what}")
{
    public UndefinedBehaviour Kind { get; } = kind;

    /// <summary>Of a data race: the places in woven code where the two accesses are. Else empty.</summary>
    public IReadOnlyCollection<int> Sites { get; } = sites;
}
