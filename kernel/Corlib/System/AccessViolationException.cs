namespace System;

public class AccessViolationException : SystemException
{
    private const string DefaultMessage = "Attempted to read or write protected memory. This is often an indication that other memory is corrupt.";

    public AccessViolationException()
        : base(DefaultMessage)
    {
    }

    public AccessViolationException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public AccessViolationException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
