using System.Collections.Generic;
using Ostd.Sync;
using Ostd.Tasks;

namespace Verification.Scenarios.Tasks;

/// <summary>
/// One queue for all CPUs, which the running task joins before the next is taken from it, in two steps: so two CPUs that give their tasks away at the same time may swap them.
/// </summary>
internal sealed class SwappingScheduler(int cpus) : IScheduler
{
    private readonly SpinLock _lock = new(irq: true);
    private readonly Queue<Task> _ready = new();
    private readonly Task?[] _current = new Task?[cpus];

    public int Enqueue(Task task, EnqueueReason reason)
    {
        Add(task);
        return System.Array.IndexOf(_current, null);
    }

    public ILocalRunQueue LocalRunQueue(int cpu) => new LocalQueue(this, cpu);

    private void Add(Task task)
    {
        using var guard = _lock.Lock();
        _ready.Enqueue(task);
    }

    private readonly struct LocalQueue(SwappingScheduler all, int cpu) : ILocalRunQueue
    {
        public Task? Current => all._current[cpu];

        public bool UpdateCurrent(UpdateReason reason) => reason != UpdateReason.Tick;

        public Task? TryPickNext()
        {
            if (all._current[cpu] is { } current)
                all.Add(current);
            using var guard = all._lock.Lock();
            return all._current[cpu] = all._ready.TryDequeue(out Task? next) ? next : null;
        }

        public Task? DequeueCurrent()
        {
            Task? current = all._current[cpu];
            all._current[cpu] = null;
            return current;
        }
    }
}
