namespace InKernel;

/// <summary>Where a shared test makes sense.</summary>
public enum Target
{
    /// <summary>On .NET and in the kernel: the default.</summary>
    Both,

    /// <summary>Only in the kernel: the test needs our runtime, or hardware.</summary>
    Metal,

    /// <summary>Only on .NET: the test needs something that the kernel has not.</summary>
    Host,
}
