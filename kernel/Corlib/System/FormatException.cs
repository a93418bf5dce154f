namespace System;

public class FormatException : SystemException
{
    private const string DefaultMessage = "One of the identified items was in an invalid format.";

    public FormatException()
        : base(DefaultMessage)
    {
    }

    public FormatException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public FormatException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
