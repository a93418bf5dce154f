using System;

namespace InKernel;

/// <summary>One row of the registry that the source generator writes: a transcript and its full name,
/// <c>Area.Class.Method</c>.</summary>
public sealed class KernelValueCase(string name, Func<string> body)
{
    public string Name => name;

    public Func<string> Body => body;
}
