namespace System.Collections.Generic;

public class KeyNotFoundException : SystemException
{
    private const string DefaultMessage = "The given key was not present in the dictionary.";

    public KeyNotFoundException()
        : base(DefaultMessage)
    {
    }

    public KeyNotFoundException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public KeyNotFoundException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
