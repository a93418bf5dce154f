using Ostd.Tasks;

namespace Ostd.Sync;

/// <summary>The waking side: may be shared, stored and called from anywhere, also from interrupts and after the waiter is gone.</summary>
public sealed class Waker
{
    private const int Idle = 0;
    private const int Woken = 1;
    private const int Closed = 2;

    private readonly Task _task;
    private AtomicInt32 _state = new();

    // Most waits are on one queue at a time: its node comes with the waker. Claimed by whoever registers, until the queue lets go of it.
    private AtomicBool _ownNodeClaimed = new();
    internal readonly WaitNode OwnNode;

    internal Waker(Task task)
    {
        _task = task;
        OwnNode = new WaitNode(this);
    }

    /// <summary>True when this call woke it (it was not woken already and the waiter lives).</summary>
    /// <remarks>The exchange is a full fence, and comes before the look at the task's state: see Scheduling.Block.</remarks>
    public bool WakeUp()
    {
        if (_state.CompareExchange(Woken, Idle) != Idle)
            return false;
        Scheduling.Unblock(_task, EnqueueReason.Wake);
        return true;
    }

    internal bool IsWoken => _state.Load(MemoryOrder.Acquire) == Woken;

    /// <summary>Takes the wake-up, if there is one.</summary>
    internal bool TryConsume() => _state.CompareExchange(Idle, Woken) == Woken;

    internal void Close() => _state.Exchange(Closed);

    internal bool IsClosed => _state.Load(MemoryOrder.Relaxed) == Closed;

    /// <summary>Whether its own node is in the queue. Certain under the queue's lock, or when false and asked by the only one who registers it.</summary>
    internal bool IsQueuedAt(WaitQueue queue) => OwnNode.Queue.Load(MemoryOrder.Acquire) == queue;

    /// <summary>A node that is in no queue.</summary>
    internal WaitNode TakeNode()
    {
        if (!_ownNodeClaimed.Exchange(true))
            return OwnNode;
        return new WaitNode(this);
    }

    /// <summary>The node has left its queue: its own one may be registered again.</summary>
    internal void GiveBack(WaitNode node)
    {
        if (node == OwnNode)
            _ownNodeClaimed.Store(false, MemoryOrder.Release);
    }
}
