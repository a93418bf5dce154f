using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System;

public class ArgumentException : SystemException
{
    private const string DefaultMessage = "Value does not fall within the expected range.";

    private readonly string? _paramName;

    public ArgumentException()
        : base(DefaultMessage)
    {
    }

    public ArgumentException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public ArgumentException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }

    public ArgumentException(string? message, string? paramName)
        : base(message ?? DefaultMessage) => _paramName = paramName;

    public ArgumentException(string? message, string? paramName, Exception? innerException)
        : base(message ?? DefaultMessage, innerException) => _paramName = paramName;

    public virtual string? ParamName => _paramName;

    public override string Message =>
        string.IsNullOrEmpty(_paramName) ? base.Message : string.Concat(base.Message, " (Parameter '", _paramName, "')");

    public static void ThrowIfNullOrEmpty([NotNull] string? argument, [CallerArgumentExpression(nameof(argument))] string? paramName = null)
    {
        if (string.IsNullOrEmpty(argument))
        {
            ArgumentNullException.ThrowIfNull(argument, paramName);
            throw new ArgumentException("The value cannot be an empty string.", paramName);
        }
    }

    public static void ThrowIfNullOrWhiteSpace([NotNull] string? argument, [CallerArgumentExpression(nameof(argument))] string? paramName = null)
    {
        if (string.IsNullOrWhiteSpace(argument))
        {
            ArgumentNullException.ThrowIfNull(argument, paramName);
            throw new ArgumentException("The value cannot be an empty string or composed entirely of whitespace.", paramName);
        }
    }
}
