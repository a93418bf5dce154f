using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace System;

public class ArgumentOutOfRangeException : ArgumentException
{
    private const string DefaultMessage = "Specified argument was out of the range of valid values.";

    private readonly object? _actualValue;

    public ArgumentOutOfRangeException()
        : base(DefaultMessage)
    {
    }

    public ArgumentOutOfRangeException(string? paramName)
        : base(DefaultMessage, paramName)
    {
    }

    public ArgumentOutOfRangeException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }

    public ArgumentOutOfRangeException(string? paramName, string? message)
        : base(message ?? DefaultMessage, paramName)
    {
    }

    public ArgumentOutOfRangeException(string? paramName, object? actualValue, string? message)
        : base(message ?? DefaultMessage, paramName) => _actualValue = actualValue;

    public virtual object? ActualValue => _actualValue;

    public override string Message =>
        _actualValue is null ? base.Message : string.Concat(base.Message, "\nActual value was ", _actualValue.ToString(), ".");

    public static void ThrowIfZero<T>(T value, [CallerArgumentExpression(nameof(value))] string? paramName = null)
        where T : INumberBase<T>
    {
        if (T.IsZero(value))
        {
            Throw(value, paramName, "must be a non-zero value");
        }
    }

    public static void ThrowIfNegative<T>(T value, [CallerArgumentExpression(nameof(value))] string? paramName = null)
        where T : INumberBase<T>
    {
        if (T.IsNegative(value))
        {
            Throw(value, paramName, "must be a non-negative value");
        }
    }

    public static void ThrowIfNegativeOrZero<T>(T value, [CallerArgumentExpression(nameof(value))] string? paramName = null)
        where T : INumberBase<T>
    {
        if (T.IsNegative(value) || T.IsZero(value))
        {
            Throw(value, paramName, "must be a non-negative and non-zero value");
        }
    }

    public static void ThrowIfEqual<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
    {
        if (EqualityComparer<T>.Default.Equals(value, other))
        {
            Throw(value, paramName, string.Concat("must not be equal to '", other?.ToString() ?? "null", "'"));
        }
    }

    public static void ThrowIfNotEqual<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
    {
        if (!EqualityComparer<T>.Default.Equals(value, other))
        {
            Throw(value, paramName, string.Concat("must be equal to '", other?.ToString() ?? "null", "'"));
        }
    }

    public static void ThrowIfGreaterThan<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
        where T : IComparable<T>
    {
        if (value.CompareTo(other) > 0)
        {
            Throw(value, paramName, string.Concat("must be less than or equal to '", other.ToString(), "'"));
        }
    }

    public static void ThrowIfGreaterThanOrEqual<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
        where T : IComparable<T>
    {
        if (value.CompareTo(other) >= 0)
        {
            Throw(value, paramName, string.Concat("must be less than '", other.ToString(), "'"));
        }
    }

    public static void ThrowIfLessThan<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
        where T : IComparable<T>
    {
        if (value.CompareTo(other) < 0)
        {
            Throw(value, paramName, string.Concat("must be greater than or equal to '", other.ToString(), "'"));
        }
    }

    public static void ThrowIfLessThanOrEqual<T>(T value, T other, [CallerArgumentExpression(nameof(value))] string? paramName = null)
        where T : IComparable<T>
    {
        if (value.CompareTo(other) <= 0)
        {
            Throw(value, paramName, string.Concat("must be greater than '", other.ToString(), "'"));
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw<T>(T value, string? paramName, string rule) =>
        throw new ArgumentOutOfRangeException(
            paramName, value, string.Concat(paramName, " ('", value?.ToString() ?? "null", "') ") + rule + ".");
}
