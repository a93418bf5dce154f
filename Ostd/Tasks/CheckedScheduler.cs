using System;
using Ostd.Panics;
using Ostd.Seam;

namespace Ostd.Tasks;

/// <summary>
/// The scheduler policy behind a wall: it is called with interrupts disabled, may not come back into the scheduler, may not throw, may not keep a lock, and each
/// answer is checked against the framework's own state before it is used. A wrong answer stops the machine and names the rule.
/// </summary>
internal sealed class CheckedScheduler
{
    private readonly IScheduler _policy;

    internal CheckedScheduler(IScheduler policy) => _policy = policy;

    /// <summary>Task context; whatever the policy throws is the business of who makes the task.</summary>
    internal void Prepare(Task task) => _policy.Prepare(task);

    /// <summary>Hands over a task whose state just became Ready. Returns the CPU that should reschedule, or -1.</summary>
    internal int Enqueue(CpuState here, Task task, EnqueueReason reason)
    {
        Enter(here);
        int cpu;
        try
        {
            cpu = _policy.Enqueue(task, reason);
        }
        catch (Exception e)
        {
            throw Threw(nameof(IScheduler.Enqueue), e);
        }
        Leave(here);
        if (cpu < -1 || cpu >= here.Kernel.Machine.CpuCount)
            throw Broken($"{nameof(IScheduler.Enqueue)} answered CPU {cpu}, which does not exist");
        return cpu;
    }

    internal bool UpdateCurrent(CpuState here, UpdateReason reason)
    {
        Enter(here);
        bool replace;
        try
        {
            replace = QueueOf(here).UpdateCurrent(reason);
        }
        catch (Exception e)
        {
            throw Threw(nameof(ILocalRunQueue.UpdateCurrent), e);
        }
        Leave(here);
        return replace;
    }

    /// <summary>Takes the running task away from the policy; it must have thought of that one.</summary>
    internal void DequeueCurrent(CpuState here)
    {
        Enter(here);
        Task? dequeued;
        try
        {
            dequeued = QueueOf(here).DequeueCurrent();
        }
        catch (Exception e)
        {
            throw Threw(nameof(ILocalRunQueue.DequeueCurrent), e);
        }
        Leave(here);
        if (dequeued != here.Running)
            throw Broken($"{nameof(ILocalRunQueue.DequeueCurrent)} on CPU {here.Index} answered {Name(dequeued)}, but {here.Running} runs there");
    }

    /// <summary>
    /// The next task, claimed: its state went from Ready to Running, which only one pick in the system can achieve for each time the task was
    /// handed to the policy. So a task that is answered twice, sleeps, has exited, or never was enqueued is refused here (invariant 8).
    /// </summary>
    internal Task? TryPickNext(CpuState here)
    {
        Enter(here);
        Task? next;
        try
        {
            next = QueueOf(here).TryPickNext();
        }
        catch (Exception e)
        {
            throw Threw(nameof(ILocalRunQueue.TryPickNext), e);
        }
        Leave(here);
        if (next is null)
            return null;
        if (next.Kernel != here.Kernel)
            throw Broken($"{nameof(ILocalRunQueue.TryPickNext)} answered {next} of another kernel");
        int state = next.State.CompareExchange(TaskState.Running, TaskState.Ready);
        if (state != TaskState.Ready)
            throw Broken($"{nameof(ILocalRunQueue.TryPickNext)} on CPU {here.Index} answered {next}, which {Describe(state)}");
        return next;
    }

    private ILocalRunQueue QueueOf(CpuState here) =>
        _policy.LocalRunQueue(here.Index) ?? throw Broken($"{nameof(IScheduler.LocalRunQueue)} answered nothing for CPU {here.Index}");

    private static void Enter(CpuState here)
    {
        if (here.IsInPolicy)
            throw Broken("the policy called back into the scheduler from one of its own methods");
        here.IsInPolicy = true;
        here.GuardsBeforePolicy = Task.Current.PreemptCount;
        here.IrqGuardsBeforePolicy = here.IrqGuards;
    }

    private static void Leave(CpuState here)
    {
        here.IsInPolicy = false;
        if (Root.Machine.InterruptsEnabled)
            throw Broken("the policy came back with interrupts enabled");
        if (Task.Current.PreemptCount != here.GuardsBeforePolicy || here.IrqGuards != here.IrqGuardsBeforePolicy)
            throw Broken($"the policy came back with a guard that it did not dispose; the spin lock taken last was made at {Task.Current.LastSpinLock?.Origin ?? "(none)"}");
    }

    private static string Name(Task? task) => task is null ? "no task" : task.ToString();

    private static string Describe(int state) => state switch
    {
        TaskState.Blocked => "sleeps or was never enqueued",
        TaskState.Running => "is running already: a task runs on at most one CPU",
        TaskState.Exited => "has exited",
        _ => "is in no known state",
    };

    private static Exception Threw(string method, Exception e) => Broken($"{method} threw {e.GetType().Name} ({e.Message}); policies must not throw");

    private static Exception Broken(string what)
    {
        Panic.Stop("Scheduler policy: " + what + ".");
        return new OstdException(OstdError.InvalidArgs, what);
    }
}
