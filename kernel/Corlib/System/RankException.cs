namespace System;

public class RankException : SystemException
{
    private const string DefaultMessage = "Attempted to operate on an array with the incorrect number of dimensions.";

    public RankException()
        : base(DefaultMessage)
    {
    }

    public RankException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public RankException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
