using System.Collections.Generic;
using Ostd.Sync;
using Ostd.Tasks;

namespace Verification.Scenarios;

/// <summary>
/// The scheduler of scenarios: every task stays on one CPU, first come first served, and gives it up only by itself. Little happens in it, so that little
/// of it is explored.
/// </summary>
internal sealed class PinnedScheduler : IScheduler
{
    /// <summary>As the data of a task: where it runs. Other tasks run where they were made.</summary>
    internal sealed record Pin(int Cpu);

    private readonly LocalQueue[] _queues;

    public PinnedScheduler(int cpus)
    {
        _queues = new LocalQueue[cpus];
        for (int i = 0; i < cpus; i++)
            _queues[i] = new LocalQueue();
    }

    public void Prepare(Task task) => task.SchedulerData = task.Data as Pin ?? new Pin(Task.Current.Cpu.Index);

    public int Enqueue(Task task, EnqueueReason reason)
    {
        int cpu = ((Pin)task.SchedulerData!).Cpu;
        _queues[cpu].Add(task);
        return cpu;
    }

    public ILocalRunQueue LocalRunQueue(int cpu) => _queues[cpu];

    private sealed class LocalQueue : ILocalRunQueue
    {
        private readonly SpinLock _lock = new(irq: true);
        private readonly Queue<Task> _ready = new();

        public Task? Current { get; private set; }

        public void Add(Task task)
        {
            using var guard = _lock.Lock();
            _ready.Enqueue(task);
        }

        public bool UpdateCurrent(UpdateReason reason) => reason != UpdateReason.Tick;

        public Task? TryPickNext()
        {
            using var guard = _lock.Lock();
            if (!_ready.TryDequeue(out Task? next))
                return null;
            if (Current is not null)
                _ready.Enqueue(Current);
            return Current = next;
        }

        public Task? DequeueCurrent()
        {
            Task? current = Current;
            Current = null;
            return current;
        }
    }
}
