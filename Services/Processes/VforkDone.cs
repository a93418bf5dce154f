using System;
using Ostd.Sync;

namespace Services.Processes;

/// <summary>What a parent waits for after vfork: that the child no longer runs in its memory.</summary>
internal sealed class VforkDone
{
    private readonly WaitQueue _queue = new();
    private readonly Func<bool> _isDone;
    private bool _done;

    public VforkDone() => _isDone = () => _done;

    public void Complete()
    {
        _done = true;
        _queue.WakeAll();
    }

    /// <summary>Sleeps until the child is done, or the waiting thread is killed.</summary>
    public void Wait(Thread thread) => thread.WaitKillable(_queue, _isDone);
}
