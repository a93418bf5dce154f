using System;

namespace InKernel;

/// <summary>One row of the registry that the source generator writes: a test and its full name,
/// <c>Area.Class.Method</c>.</summary>
public sealed record KernelTestCase(string Name, Target On, Action Body)
{
    public override string ToString() => Name;
}
