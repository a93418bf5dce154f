using Ostd.Sync;
using Ostd.Tasks;

namespace Services.Policies;

/// <summary>
/// Round robin with a preference for tasks that sleep much: whoever sleeps before its time slice is used up is served before the others
/// when it is woken, until the slice is used up. So a shell or a pipeline answers at once while others compute, and nobody starves:
/// a slice is filled again at the end of the queue, and slowly while a task sleeps.
/// </summary>
/// <remarks>
/// Every CPU has two queues, both first come first served: <c>prompt</c> for woken tasks with time left, <c>patient</c> for the others. A CPU without
/// work takes some from another one. The queues are threaded through the tasks' <see cref="Entity"/>, so nothing here allocates.
/// </remarks>
public sealed class RoundRobinScheduler : IScheduler
{
    /// <summary>What a task may use up before it goes to the end of the queue.</summary>
    internal const int Slice = 12;

    /// <summary>What a tick takes from the task that it finds running. A tick spent asleep gives 1 back: who runs less than a fifth of the time stays prompt for ever.</summary>
    internal const int TickCost = 4;

    private readonly RunQueue[] _queues;

    public RoundRobinScheduler(int cpus)
    {
        _queues = new RunQueue[cpus];
        for (int cpu = 0; cpu < cpus; cpu++)
            _queues[cpu] = new RunQueue(cpu, _queues);
    }

    public void Prepare(Task task) => task.SchedulerData = new Entity(task);

    public int Enqueue(Task task, EnqueueReason reason)
    {
        var entity = (Entity)task.SchedulerData!;
        RunQueue queue = _queues[Choose(entity)];
        return queue.Add(entity, reason) ? queue.Cpu : -1;
    }

    public ILocalRunQueue LocalRunQueue(int cpu) => _queues[cpu];

    // The CPU whose caches it knows, unless that one is busy and another is not.
    private int Choose(Entity entity)
    {
        int home = entity.Cpu;
        if (home >= 0 && _queues[home].Load == 0)
            return home;
        int best = home < 0 ? 0 : home;
        foreach (RunQueue queue in _queues)
        {
            if (queue.Load < _queues[best].Load && (home < 0 || queue.Load == 0))
                best = queue.Cpu;
        }
        return best;
    }

    /// <summary>What the policy keeps for a task.</summary>
    internal sealed class Entity(Task task)
    {
        internal readonly Task Task = task;

        /// <summary>The CPU whose queue it was in last; -1 for a new task.</summary>
        internal int Cpu = -1;
        internal int Left = Slice;

        /// <summary>When it went to sleep, in ticks of that CPU.</summary>
        internal long AsleepSince;

        /// <summary>It was woken with time left, and has not used it up yet.</summary>
        internal bool IsPrompt;

        // In one queue at a time, under that queue's lock.
        internal Entity? Next;
    }
}
