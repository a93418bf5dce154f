namespace Ostd.Sync;

/// <summary>One registration of a waker in a wait queue.</summary>
internal sealed class WaitNode
{
    internal readonly Waker Waker;

    /// <summary>The queue whose list it is in. Set and cleared under that queue's lock.</summary>
    internal AtomicRef<WaitQueue?> Queue = new();

    // Under the queue's lock.
    internal WaitNode? Next, Previous;

    internal WaitNode(Waker waker) => Waker = waker;
}
