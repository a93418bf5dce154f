using System.Diagnostics.CodeAnalysis;

namespace System;

public class ObjectDisposedException : InvalidOperationException
{
    private const string DefaultMessage = "Cannot access a disposed object.";

    private readonly string? _objectName;

    public ObjectDisposedException(string? objectName)
        : this(objectName, DefaultMessage)
    {
    }

    public ObjectDisposedException(string? objectName, string? message)
        : base(message ?? DefaultMessage) => _objectName = objectName;

    public ObjectDisposedException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }

    public string ObjectName => _objectName ?? "";

    public override string Message =>
        string.IsNullOrEmpty(_objectName) ? base.Message : string.Concat(base.Message, "\nObject name: '", _objectName, "'.");

    public static void ThrowIf([DoesNotReturnIf(true)] bool condition, object instance)
    {
        if (condition)
        {
            throw new ObjectDisposedException(instance?.GetType().ToString());
        }
    }

    public static void ThrowIf([DoesNotReturnIf(true)] bool condition, Type type)
    {
        if (condition)
        {
            throw new ObjectDisposedException(type?.ToString());
        }
    }
}
