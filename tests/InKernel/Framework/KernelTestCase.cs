using System;

namespace InKernel;

/// <summary>One row of the registry that the source generator writes: a test and its full name,
/// <c>Area.Class.Method</c>.</summary>
public sealed class KernelTestCase(string name, Target on, Action body)
{
    public string Name => name;

    public Target On => on;

    public Action Body => body;
}
