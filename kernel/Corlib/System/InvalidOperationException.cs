namespace System;

public class InvalidOperationException : SystemException
{
    private const string DefaultMessage = "Operation is not valid due to the current state of the object.";

    public InvalidOperationException()
        : base(DefaultMessage)
    {
    }

    public InvalidOperationException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public InvalidOperationException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
