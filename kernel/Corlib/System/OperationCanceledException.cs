namespace System;

public class OperationCanceledException : SystemException
{
    private const string DefaultMessage = "The operation was canceled.";

    public OperationCanceledException()
        : base(DefaultMessage)
    {
    }

    public OperationCanceledException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public OperationCanceledException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
