namespace System.Text;

/// <summary>Thrown by an encoding that was told to, at bytes that it cannot translate.</summary>
public sealed class DecoderFallbackException : ArgumentException
{
    public DecoderFallbackException()
    {
    }

    public DecoderFallbackException(string? message)
        : base(message)
    {
    }

    public DecoderFallbackException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
