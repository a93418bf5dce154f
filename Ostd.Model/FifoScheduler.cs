using System.Collections.Generic;
using Ostd.Sync;
using Ostd.Tasks;

namespace Ostd.Model;

/// <summary>The simplest scheduler policy: one queue for all CPUs, first come first served. For tests that do not bring a policy.</summary>
public sealed class FifoScheduler : IScheduler
{
    private readonly SpinLock _lock = new(irq: true);
    private readonly LinkedList<Task> _ready = new();
    private readonly LocalQueue[] _queues;

    public FifoScheduler(int cpus)
    {
        _queues = new LocalQueue[cpus];
        for (int i = 0; i < cpus; i++)
            _queues[i] = new LocalQueue(this);
    }

    public int Enqueue(Task task, EnqueueReason reason)
    {
        using var guard = _lock.Lock();
        _ready.AddLast(task);
        return System.Array.FindIndex(_queues, q => q.Current is null);
    }

    public ILocalRunQueue LocalRunQueue(int cpu) => _queues[cpu];

    private sealed class LocalQueue(FifoScheduler all) : ILocalRunQueue
    {
        public Task? Current { get; private set; }

        public bool UpdateCurrent(UpdateReason reason)
        {
            using var guard = all._lock.Lock();
            return reason is UpdateReason.Wait or UpdateReason.Exit || all._ready.Count > 0;
        }

        public Task? TryPickNext()
        {
            using var guard = all._lock.Lock();
            if (all._ready.First is not { } first)
                return null;
            all._ready.RemoveFirst();
            if (Current is not null)
                all._ready.AddLast(Current);
            Current = first.Value;
            return Current;
        }

        public Task? DequeueCurrent()
        {
            Task? current = Current;
            Current = null;
            return current;
        }
    }
}
