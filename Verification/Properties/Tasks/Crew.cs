using System;
using System.Collections.Generic;
using Ostd.Sync;
using Ostd.Tasks;

namespace Verification.Properties.Tasks;

/// <summary>Tasks that do what they are told, one order after the other, and sleep when there is none.</summary>
internal sealed class Crew
{
    /// <summary>Turns that everybody gets to carry out what is left, before it counts as stuck.</summary>
    private const int MaxTurns = 20_000;

    private readonly Worker[] _workers;

    public Crew(int count)
    {
        _workers = new Worker[count];
        for (int i = 0; i < count; i++)
            _workers[i] = new Worker(i);
    }

    public Worker this[int index] => _workers[index % _workers.Length];

    public int Count => _workers.Length;

    /// <summary>Gives the CPU away until every order has been carried out. False: some never was.</summary>
    public bool Settle() => Eventually(() => Array.TrueForAll(_workers, w => w.IsIdle));

    /// <summary>Sends everybody home, out of however many levels, and waits until all have exited. False: somebody did not come out.</summary>
    public bool Dismiss()
    {
        foreach (Worker worker in _workers)
            worker.Dismiss();
        return Eventually(() => Array.TrueForAll(_workers, w => w.Task.HasExited));
    }

    /// <summary>Gives the CPU away until the condition holds. False: it did not come true.</summary>
    public static bool Eventually(Func<bool> condition)
    {
        for (int turn = 0; turn < MaxTurns; turn++)
        {
            if (condition())
                return true;
            Task.Yield();
        }
        return false;
    }
}

/// <summary>One of a <see cref="Crew"/>.</summary>
internal sealed class Worker
{
    // Touched between two operations of the machine only, so by one CPU at a time.
    private readonly Queue<Action<Worker>?> _orders = new();
    private readonly WaitQueue _queue = new();
    private AtomicInt32 _waiting = new();
    private AtomicInt32 _unfinished = new();
    private bool _dismissed;

    public Worker(int index)
    {
        Index = index;
        Task = Task.Spawn(Serve, name: $"worker {index}");
    }

    public int Index { get; }

    public Task Task { get; }

    /// <summary>It has carried out every order, or sleeps inside one that serves others.</summary>
    public bool IsIdle => _unfinished.Load(MemoryOrder.Acquire) == 0;

    public void Tell(Action<Worker> order) => Post(order);

    /// <summary>Ends the innermost <see cref="Serve"/> once it comes to this.</summary>
    public void TellToReturn() => Post(null);

    public void Dismiss()
    {
        _dismissed = true;
        _waiting.FetchAdd(1);
        _queue.WakeAll();
    }

    /// <summary>Carries out orders until told to return. An order may call it again, holding something.</summary>
    public void Serve()
    {
        while (true)
        {
            _queue.WaitUntil(() => _waiting.Load(MemoryOrder.Acquire) > 0);
            if (_orders.Count == 0)
            {
                if (_dismissed)
                    return;
                continue;
            }
            Action<Worker>? order = _orders.Dequeue();
            if (!_dismissed)
                _waiting.FetchAdd(-1);
            _unfinished.FetchAdd(-1);
            if (order is null)
                return;
            order(this);
        }
    }

    private void Post(Action<Worker>? order)
    {
        _orders.Enqueue(order);
        _unfinished.FetchAdd(1);
        _waiting.FetchAdd(1);
        _queue.WakeOne();
    }
}
