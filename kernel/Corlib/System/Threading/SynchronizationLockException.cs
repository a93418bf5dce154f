namespace System.Threading;

public class SynchronizationLockException : SystemException
{
    private const string DefaultMessage = "Object synchronization method was called from an unsynchronized block of code.";

    public SynchronizationLockException()
        : base(DefaultMessage)
    {
    }

    public SynchronizationLockException(string? message)
        : base(message ?? DefaultMessage)
    {
    }

    public SynchronizationLockException(string? message, Exception? innerException)
        : base(message ?? DefaultMessage, innerException)
    {
    }
}
