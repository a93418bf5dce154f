using System.Diagnostics.CodeAnalysis;

namespace System;

/// <summary>Throwing apart from the check keeps hot methods small enough to inline.</summary>
[Diagnostics.StackTraceHidden]
internal static class ThrowHelper
{
    [DoesNotReturn]
    public static void ThrowIndexOutOfRange() => throw new IndexOutOfRangeException();

    [DoesNotReturn]
    public static void ThrowOutOfRange() => throw new ArgumentOutOfRangeException();

    [DoesNotReturn]
    public static void ThrowOutOfRange(string paramName) => throw new ArgumentOutOfRangeException(paramName);

    [DoesNotReturn]
    public static void ThrowOutOfRange(string paramName, string message) => throw new ArgumentOutOfRangeException(paramName, message);

    [DoesNotReturn]
    public static void ThrowDestinationTooShort() => throw new ArgumentException("Destination is too short.", "destination");

    [DoesNotReturn]
    public static void ThrowTypeWithPointers<T>() =>
        throw new ArgumentException(string.Concat("Cannot use type '", typeof(T).ToString(), "'. Only value types without pointers or references are supported."));
}
