namespace System;

public class DivideByZeroException : ArithmeticException
{
    private const string DefaultMessage = "Attempted to divide by zero.";

    public DivideByZeroException()
        : base(DefaultMessage)
    {
    }

    public DivideByZeroException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public DivideByZeroException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
