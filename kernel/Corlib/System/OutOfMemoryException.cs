namespace System;

public class OutOfMemoryException : SystemException
{
    private const string DefaultMessage = "Insufficient memory to continue the execution of the program.";

    public OutOfMemoryException()
        : base(DefaultMessage)
    {
    }

    public OutOfMemoryException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public OutOfMemoryException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
