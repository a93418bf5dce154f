using System.Collections.Generic;
using Ostd.Sync;
using Ostd.Tasks;

namespace Verification.Scenarios.Tasks;

/// <summary>
/// One queue for all CPUs, which the running task joins before the next is taken from it, in two steps: so two CPUs that give their tasks away at the same time may swap them. A tick may
/// make a CPU give its task away, too.
/// </summary>
internal sealed class SwappingScheduler(int cpus, bool preempts = false) : IScheduler
{
    private readonly SpinLock _lock = new(irq: true);
    private readonly Queue<Task> _ready = new();
    private readonly Task?[] _current = new Task?[cpus];
    private readonly bool _preempts = preempts;
    private int _spawned;

    public int Enqueue(Task task, EnqueueReason reason)
    {
        Add(task);
        return reason == EnqueueReason.Spawn ? _spawned++ % cpus : System.Array.IndexOf(_current, null); // at first every CPU gets one
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

        public bool UpdateCurrent(UpdateReason reason) => reason != UpdateReason.Tick || all._preempts;

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
