using System;
using Ostd.Sync;

namespace Services.Processes;

/// <summary>What a parent waits for after vfork: that the child no longer runs in its memory.</summary>
internal sealed class VforkDone
{
    private readonly WaitQueue _queue = new();
    private readonly Func<bool> _isDone;
    private AtomicBool _done = new();

    public VforkDone() => _isDone = () => _done.Load(MemoryOrder.Acquire);

    public void Complete()
    {
        _done.Store(true, MemoryOrder.Release);
        _queue.WakeAll();
    }

    /// <summary>Sleeps until the child is done, or the waiting thread is killed.</summary>
    public void Wait(Thread thread) => thread.WaitKillable(_queue, _isDone);
}
