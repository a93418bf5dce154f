using System;
using System.Collections.Generic;
using Ostd.Sync;

namespace Services.Poll;

/// <summary>
/// The queues in which one task stands while it waits until any of several things is ready. Each source registers the task's waker
/// <em>before</em> it looks at its state, so an event between the look and the sleep wakes the task.
/// </summary>
public sealed class PollWaiter : IDisposable
{
    private readonly Waker _waker;
    private readonly List<WaitQueue> _queues = new();

    public PollWaiter(Waker waker) => _waker = waker;

    /// <summary>Called by a source: wake this task at the next event of the queue.</summary>
    public void Register(WaitQueue queue)
    {
        queue.Enqueue(_waker);
        _queues.Add(queue);
    }

    /// <summary>Leaves every queue, so that the next round can register afresh.</summary>
    public void Clear()
    {
        foreach (WaitQueue queue in _queues)
            queue.Remove(_waker);
        _queues.Clear();
    }

    public void Dispose() => Clear();
}
