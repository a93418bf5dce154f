using System;
using Ostd.Sync;
using Ostd.Tasks;

namespace Ostd.Timers;

/// <summary>A one-shot timer. The callback runs in interrupt context: it must not allocate or sleep (wake a task).</summary>
public sealed class Timer
{
    // Order: outside the locks of the timer queues; taken with interrupts disabled. Only its holder puts the timer into a queue; expiry
    // takes it out under the queue's lock alone.
    private readonly SpinLock _lock = new(irq: true);

    /// <summary>The queue it waits in, null when it is not armed. Cleared under that queue's lock.</summary>
    internal AtomicRef<TimerQueue?> Queue = new();

    // In the queue's heap, under its lock.
    internal ulong DeadlineNs;
    internal Timer? Child, Sibling, Previous;

    public Timer(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Callback = callback;
    }

    internal Action Callback { get; }

    public bool IsArmed => Queue.Load(MemoryOrder.Acquire) is not null;

    /// <summary>(Re)arms it for a monotonic deadline; one that has passed fires at once. Any context. It fires on the CPU that armed it.</summary>
    public void Arm(ulong deadlineNs)
    {
        using var guard = _lock.Lock();
        Queue.Load(MemoryOrder.Acquire)?.TryRemove(this);
        Task.Current.Cpu.Timers.Insert(this, deadlineNs);
    }

    /// <summary>Disarms it; true when it was armed and now will not fire. False when it was not armed, or its callback has begun.</summary>
    public bool Cancel()
    {
        using var guard = _lock.Lock();
        return Queue.Load(MemoryOrder.Acquire) is { } queue && queue.TryRemove(this);
    }
}
