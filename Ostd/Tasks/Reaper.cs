using Ostd.Sync;

namespace Ostd.Tasks;

/// <summary>
/// Takes apart tasks that have exited. A task cannot free the stack it runs on, and its successor runs with interrupts disabled; so the
/// dead wait here for the next spawn or an idle CPU.
/// </summary>
internal sealed class Reaper
{
    // Order: innermost; taken with interrupts disabled.
    private readonly SpinLock _lock = new(irq: true);
    private AtomicRef<Task?> _dead = new(null); // changed under the lock

    /// <summary>Takes a task that exited and whose running word is released. Does not allocate.</summary>
    internal void Add(Task task)
    {
        using var guard = _lock.Lock();
        task.NextDead = _dead.Load(MemoryOrder.Relaxed);
        _dead.Store(task, MemoryOrder.Relaxed);
    }

    /// <summary>Handles released at a time, so that a spawn is not held up for long.</summary>
    private const int MaxDroppedHandles = 64;

    /// <summary>Frees what the dead left behind, and handles that were dropped. Task context or idle loop, interrupts enabled.</summary>
    internal void Reap()
    {
        while (TakeOne() is { } task)
        {
            task.Kernel.Tasks.Remove(task);
            task.Kernel.Machine.ReleaseContext(task.Context);
            task.Stack!.Dispose();
        }
        Kernel.Current.Dropped.Drain(MaxDroppedHandles);
    }

    private Task? TakeOne()
    {
        if (_dead.Load(MemoryOrder.Relaxed) is null)
            return null; // a task that is added right now is for the next one who comes
        using var guard = _lock.Lock();
        Task? task = _dead.Load(MemoryOrder.Relaxed);
        if (task is not null)
            _dead.Store(task.NextDead, MemoryOrder.Relaxed);
        return task;
    }
}
