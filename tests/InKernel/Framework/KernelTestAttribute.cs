using System;

namespace InKernel;

/// <summary>Marks a public static parameterless method as a test that runs on .NET and inside the kernel.
/// Its name is a sentence about behaviour; it fails by throwing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelTestAttribute : Attribute
{
    /// <summary>Where the test runs.</summary>
    public Target On { get; set; }
}
