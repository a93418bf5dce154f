using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System;

public class ArgumentNullException : ArgumentException
{
    private const string DefaultMessage = "Value cannot be null.";

    public ArgumentNullException()
        : base(DefaultMessage)
    {
    }

    public ArgumentNullException(string? paramName)
        : base(DefaultMessage, paramName)
    {
    }

    public ArgumentNullException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }

    public ArgumentNullException(string? paramName, string? message)
        : base(message ?? DefaultMessage, paramName)
    {
    }

    public static void ThrowIfNull([NotNull] object? argument, [CallerArgumentExpression(nameof(argument))] string? paramName = null)
    {
        if (argument is null)
        {
            Throw(paramName);
        }
    }

    // Apart, so that the check alone is inlined into callers.
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Throw(string? paramName) => throw new ArgumentNullException(paramName);
}
