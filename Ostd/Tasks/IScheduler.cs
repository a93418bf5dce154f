namespace Ostd.Tasks;

/// <summary>
/// Policy: which task runs where. The framework checks every answer (a task runs on at most one CPU whatever the policy says).
/// Except for <see cref="Prepare"/> called with interrupts disabled, and must not sleep, allocate or throw.
/// </summary>
public interface IScheduler
{
    /// <summary>A task is being made: the place to give it a <see cref="Task.SchedulerData"/>. In task context of its maker: it may allocate, it may throw.</summary>
    void Prepare(Task task)
    {
    }

    /// <summary>A task became runnable; the policy did not have it before. Returns the CPU that should reschedule, or -1.</summary>
    int Enqueue(Task task, EnqueueReason reason);

    /// <summary>The executing CPU's run queue.</summary>
    ILocalRunQueue LocalRunQueue(int cpu);
}

public enum EnqueueReason { Spawn, Wake }

public enum UpdateReason { Tick, Wait, Yield, Exit }

/// <summary>The part of the policy that serves one CPU. Called on that CPU, with interrupts disabled.</summary>
public interface ILocalRunQueue
{
    Task? Current { get; }

    /// <summary>Accounts for the current task; true when it should and can be replaced.</summary>
    bool UpdateCurrent(UpdateReason reason);

    /// <summary>Chooses the next task and makes it current; the old current one, if still here, stays queued. Null: nothing to run.</summary>
    Task? TryPickNext();

    /// <summary>Takes the current task off the queue (it sleeps or exits).</summary>
    Task? DequeueCurrent();
}
