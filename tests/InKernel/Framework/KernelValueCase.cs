using System;

namespace InKernel;

/// <summary>One row of the registry that the source generator writes: a transcript and its full name,
/// <c>Area.Class.Method</c>.</summary>
public sealed record KernelValueCase(string Name, Func<string> Body)
{
    public override string ToString() => Name;
}
