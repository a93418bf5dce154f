namespace System;

public sealed class InvalidProgramException : SystemException
{
    private const string DefaultMessage = "Common Language Runtime detected an invalid program.";

    public InvalidProgramException()
        : base(DefaultMessage)
    {
    }

    public InvalidProgramException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public InvalidProgramException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
