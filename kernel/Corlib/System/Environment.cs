using System.Diagnostics.CodeAnalysis;
using Internal.Runtime;

namespace System;

public static class Environment
{
    public static string NewLine => "\n";

    /// <summary>Tells tasks apart; iterators use it to see whether they are still with the task that made them.</summary>
    public static int CurrentManagedThreadId => (int)(RuntimeHooks.CurrentTask() >> 4);

    /// <summary>Stops the machine.</summary>
    [DoesNotReturn]
    public static void FailFast(string? message)
    {
        while (true)
        {
            RuntimeHooks.Panic(message ?? "", "");
        }
    }

    [DoesNotReturn]
    public static void FailFast(string? message, Exception? exception)
    {
        while (true)
        {
            RuntimeHooks.Panic(message ?? "", exception?.ToString() ?? "");
        }
    }
}
