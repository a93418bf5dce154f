using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace InKernel;

/// <summary>The assertions of the shared tests. They use little of the core library, because the core library is
/// what they test.</summary>
public static partial class Check
{
    public static void Equal<T>(T expected, T actual, string? what = null)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new CheckFailedException(Describe(what, "expected " + Show(expected) + ", got " + Show(actual)));
    }

    public static void NotEqual<T>(T unexpected, T actual, string? what = null)
    {
        if (EqualityComparer<T>.Default.Equals(unexpected, actual))
            throw new CheckFailedException(Describe(what, "did not expect " + Show(actual)));
    }

    public static void True([DoesNotReturnIf(false)] bool condition, string? what = null)
    {
        if (!condition)
            throw new CheckFailedException(Describe(what, "expected true"));
    }

    public static void False([DoesNotReturnIf(true)] bool condition, string? what = null)
    {
        if (condition)
            throw new CheckFailedException(Describe(what, "expected false"));
    }

    public static void Null(object? value, string? what = null)
    {
        if (value is not null)
            throw new CheckFailedException(Describe(what, "expected null, got " + Show(value)));
    }

    public static void NotNull([NotNull] object? value, string? what = null)
    {
        if (value is null)
            throw new CheckFailedException(Describe(what, "did not expect null"));
    }

    public static void Same(object? expected, object? actual, string? what = null)
    {
        if (!ReferenceEquals(expected, actual))
            throw new CheckFailedException(Describe(what, "expected the same object: " + Show(expected) + ", got " + Show(actual)));
    }

    [DoesNotReturn]
    public static void Fail(string message) => throw new CheckFailedException(message);

    private static string Describe(string? what, string failure) => what is null ? failure : what + ": " + failure;

    private static string Show<T>(T value) => value switch
    {
        null => "null",
        string text => "\"" + text + "\"",
        _ => value.ToString() ?? "(null text)",
    };
}
