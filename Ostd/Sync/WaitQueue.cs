using System;
using Ostd.Tasks;
using Ostd.Timers;

namespace Ostd.Sync;

/// <summary>Tasks that wait for a condition. No wake-up is lost when the condition is made true before <see cref="WakeAll"/>.</summary>
/// <remarks>
/// The theorem, and why plain accesses would not do:
/// <code>
///   waiter                                     waker
///   queue up (the count is a locked add)       make the condition true
///   read the condition                         full fence
///                                              read the count
/// </code>
/// Each side writes, fences, then reads what the other wrote. Without the fences both writes can sit in store buffers while both reads
/// see the old values: the waiter sleeps, the waker sees nobody. With them at least one side sees the other. If the waker does, it takes
/// the waiter off the queue and sets its waker, and <see cref="Waiter.Wait"/> loses no wake-up in turn.
/// A waiter that leaves after it was taken off may have swallowed a wake-up that another one needs (it timed out, or found the condition
/// true by itself): it passes the wake-up on.
/// Checked by: QueueScenarios (every schedule, with store buffers), WaitQueueScenarios.NoWakeupIsLost, SleepingLockScenarios.TimeoutPassesOn, WaitQueueProperty.
/// </remarks>
public sealed class WaitQueue
{
    // Order: inside the locks of clients, outside those of the scheduler policy; taken with interrupts disabled.
    private readonly SpinLock _lock = new(irq: true);
    private WaitNode? _first, _last;

    // Nodes in the list, for wakers that look without the lock.
    private AtomicInt32 _count = new();

    /// <summary>Sleeps until <paramref name="condition"/> is true. Task context only.</summary>
    public void WaitUntil(Func<bool> condition) => WaitUntil(condition, null, null);

    /// <summary>Sleeps until the condition is true, the deadline (monotonic nanoseconds, see <see cref="Clock"/>) has passed, or
    /// <paramref name="cancelled"/> holds. It is asked again whenever <see cref="Task.Interrupt"/> is called for the sleeping task.</summary>
    public WaitResult WaitUntil(Func<bool> condition, Func<bool>? cancelled, ulong? deadlineNs)
    {
        AtomicMode.MightSleep("WaitQueue.WaitUntil");
        if (condition())
            return WaitResult.Satisfied;
        Task task = Task.Current;
        Waiter waiter = Waiter.Rent(task);
        Waiter? outer = null; // of a wait whose condition is waiting here
        if (cancelled is not null)
            outer = task.InterruptibleWaiter.Exchange(waiter); // a full fence: Task.Interrupt sees it, or we see what it was called for
        task.Kernel.Machine.OnSleep(condition, cancelled);
        try
        {
            return WaitQueued(waiter, condition, cancelled, deadlineNs);
        }
        finally
        {
            task.Kernel.Machine.OnSleep(null, null);
            if (cancelled is not null)
                task.InterruptibleWaiter.Exchange(outer); // a full fence, for the outer wait, which asks next
            if (!Remove(waiter.Waker))
                WakeOne();
            waiter.Return();
        }
    }

    private WaitResult WaitQueued(Waiter waiter, Func<bool> condition, Func<bool>? cancelled, ulong? deadlineNs)
    {
        Waker waker = waiter.Waker;
        bool woken = false;
        while (true)
        {
            if (!waker.IsQueuedAt(this))
                Enqueue(waker);
            if (condition())
                return WaitResult.Satisfied;
            if (cancelled is not null && cancelled())
                return Leave(WaitResult.Cancelled, woken);
            if (deadlineNs is not { } deadline)
                waiter.Wait();
            else if (!waiter.WaitUntil(deadline))
                return condition() ? WaitResult.Satisfied : Leave(WaitResult.TimedOut, woken);
            woken = true;
        }
    }

    // A wake-up that did not help who leaves now may help somebody who waits here for something else.
    private WaitResult Leave(WaitResult result, bool woken)
    {
        if (woken)
            WakeOne();
        return result;
    }

    /// <summary>Wakes the longest-waiting task; any context, also interrupts. Returns whether somebody was woken.</summary>
    public bool WakeOne()
    {
        AtomicFence.Full();
        return WakeOneFenced();
    }

    /// <summary><see cref="WakeOne"/> for a caller whose last write was itself a full fence.</summary>
    internal bool WakeOneFenced()
    {
        if (_count.Load(MemoryOrder.Relaxed) == 0)
            return false;
        using var guard = _lock.Lock();
        while (_first is { } node)
        {
            // Under the lock: once it is free, the waiter may be gone and its waker in use elsewhere.
            Unlink(node);
            if (node.Waker.WakeUp())
                return true;
        }
        return false;
    }

    /// <summary>Wakes everybody who waits now; any context. Returns how many were woken.</summary>
    public int WakeAll()
    {
        AtomicFence.Full();
        if (_count.Load(MemoryOrder.Relaxed) == 0)
            return 0;
        int woken = 0;
        using var guard = _lock.Lock();
        while (_first is { } node)
        {
            Unlink(node);
            if (node.Waker.WakeUp())
                woken++;
        }
        return woken;
    }

    /// <summary>Registers a waker for one wake-up (poll waits on many queues with one waiter). Look at the condition after it.</summary>
    public void Enqueue(Waker waker)
    {
        WaitNode node = waker.TakeNode(); // may allocate: before the lock
        using var guard = _lock.Lock();
        node.Queue.Store(this, MemoryOrder.Relaxed);
        node.Previous = _last;
        if (_last is null)
            _first = node;
        else
            _last.Next = node;
        _last = node;
        _count.FetchAdd(1); // the full fence between queueing up and reading the condition
    }

    /// <summary>Takes back one registration of the waker. False when there is none, or none any more: it was woken through this queue. Whoever
    /// leaves without using that wake-up passes it on by <see cref="WakeOne"/>.</summary>
    public bool Remove(Waker waker)
    {
        using var guard = _lock.Lock();
        if (waker.IsQueuedAt(this))
        {
            Unlink(waker.OwnNode);
            return true;
        }
        for (WaitNode? node = _first; node is not null; node = node.Next)
        {
            if (node.Waker == waker)
            {
                Unlink(node);
                return true;
            }
        }
        return false;
    }

    private void Unlink(WaitNode node)
    {
        if (node.Previous is null)
            _first = node.Next;
        else
            node.Previous.Next = node.Next;
        if (node.Next is null)
            _last = node.Previous;
        else
            node.Next.Previous = node.Previous;
        node.Next = node.Previous = null;
        _count.FetchAdd(-1);
        node.Queue.Store(null, MemoryOrder.Relaxed);
        node.Waker.GiveBack(node);
    }
}

public enum WaitResult { Satisfied, Cancelled, TimedOut }
