namespace System;

public class UnauthorizedAccessException : SystemException
{
    private const string DefaultMessage = "Attempted to perform an unauthorized operation.";

    public UnauthorizedAccessException()
        : base(DefaultMessage)
    {
    }

    public UnauthorizedAccessException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public UnauthorizedAccessException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
