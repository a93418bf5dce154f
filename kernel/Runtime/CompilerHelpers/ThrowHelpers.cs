using System;
using System.Diagnostics.CodeAnalysis;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>Where compiled code goes when a check it contains fails. Small and out of line, so that the checks stay cheap.</summary>
internal static class ThrowHelpers
{
    [DoesNotReturn]
    internal static void ThrowIndexOutOfRangeException() => throw new IndexOutOfRangeException();

    [DoesNotReturn]
    internal static void ThrowOverflowException() => throw new OverflowException();

    [DoesNotReturn]
    internal static void ThrowDivideByZeroException() => throw new DivideByZeroException();

    [DoesNotReturn]
    internal static void ThrowNullReferenceException() => throw new NullReferenceException();

    [DoesNotReturn]
    internal static void ThrowArrayTypeMismatchException() => throw new ArrayTypeMismatchException();

    [DoesNotReturn]
    internal static void ThrowPlatformNotSupportedException() => throw new PlatformNotSupportedException();

    [DoesNotReturn]
    internal static void ThrowArgumentException() => throw new ArgumentException();

    [DoesNotReturn]
    internal static void ThrowArgumentOutOfRangeException() => throw new ArgumentOutOfRangeException();

    [DoesNotReturn]
    internal static void ThrowInvalidProgramException() => throw new InvalidProgramException();

    /// <summary>The body of a method that the compiler proved unreachable and left out.</summary>
    [DoesNotReturn]
    internal static void ThrowFeatureBodyRemoved() => throw new NotSupportedException();

    /// <summary>The body of a method whose instance can never exist.</summary>
    [DoesNotReturn]
    internal static void ThrowInstanceBodyRemoved() => throw new NotSupportedException();
}
