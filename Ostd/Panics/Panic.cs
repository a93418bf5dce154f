namespace Ostd.Panics;

public static class Panic
{
    /// <summary>Stops the machine: prints the reason, the rule and a stack trace, and ends with a non-zero status. Any context. Never returns.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void Stop(string rule) => throw null!;
}
