namespace System.Text;

/// <summary>Thrown by an encoding that was told to, at characters that it cannot translate.</summary>
public sealed class EncoderFallbackException : ArgumentException
{
    public EncoderFallbackException()
    {
    }

    public EncoderFallbackException(string? message)
        : base(message)
    {
    }

    public EncoderFallbackException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
