namespace System;

public class ApplicationException : Exception
{
    private const string DefaultMessage = "Error in the application.";

    public ApplicationException()
        : base(DefaultMessage)
    {
    }

    public ApplicationException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public ApplicationException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
