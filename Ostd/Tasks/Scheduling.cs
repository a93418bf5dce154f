using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Tasks;

/// <summary>
/// The mechanism of scheduling: which moves a task makes, and the switch itself. The policy decides who is next (<see cref="CheckedScheduler"/>).
/// </summary>
/// <remarks>
/// Methods whose name ends in <c>Off</c> run with interrupts disabled.
/// Picking a task and switching to it is one step as far as the task is concerned: the pick moves its state from Ready to Running, and only
/// that move entitles to switch to it.
/// </remarks>
internal static partial class Scheduling
{
    /// <summary>Gives the CPU away if the policy says so.</summary>
    internal static void Yield()
    {
        Machine machine = Root.Machine;
        machine.DisableInterrupts();
        CpuState cpu = Task.Current.Cpu;
        cpu.Kernel.GracePeriods.PassQuiescentState(cpu);
        if (cpu.Kernel.Scheduler.UpdateCurrent(cpu, UpdateReason.Yield))
            ReplaceCurrentOff(cpu);
        machine.EnableInterrupts();
        cpu.Kernel.GracePeriods.RunRipe();
    }

    /// <summary><see cref="Task.Yield"/> for who waits for another task, in whatever context: a static constructor may run in that task. False: the caller may not give up the CPU, and still has it.</summary>
    internal static bool TryYield()
    {
        if (!Task.Current.Cpu.MayPreempt || !Root.Machine.InterruptsEnabled)
            return false;
        Task.Yield();
        return true;
    }

    /// <summary>Called where a guard is left and the policy wants another task here: switches when nothing else forbids it.</summary>
    internal static void PreemptIfAllowed()
    {
        Machine machine = Root.Machine;
        if (!machine.InterruptsEnabled)
            return; // whoever enables them, or the return from the interrupt, asks again
        machine.DisableInterrupts();
        PreemptOff(Task.Current.Cpu);
        machine.EnableInterrupts();
    }

    /// <summary>The end of an interrupt or of a guard, or the way to user mode: replaces the running task when the policy asked for it and no guard is held.</summary>
    internal static void PreemptOff(CpuState cpu)
    {
        if (!cpu.MayPreempt)
            return;
        cpu.Kernel.GracePeriods.PassQuiescentState(cpu);
        if (!cpu.NeedReschedule.Load(MemoryOrder.Relaxed))
            return;
        if (!cpu.Running.IsIdle)
            ReplaceCurrentOff(cpu);
        else if (PickOff(cpu) is { } next)
            SwitchTo(cpu, next);
    }

    /// <summary>The idle task runs what the policy has, until it has nothing.</summary>
    internal static void PickFromIdleOff(CpuState cpu)
    {
        while (PickOff(cpu) is { } next)
            SwitchTo(cpu, next);
    }

    /// <summary>Puts the running task to sleep until its waiter is woken, or longer; spurious returns are possible.</summary>
    /// <remarks>
    /// No wake-up is lost. The sleeper sets its state to Blocked, then reads the waiter; the waker sets the waiter, then reads the state; both
    /// writes are full fences, so at least one sees the other's. When both do, the state decides: one of them moves it from Blocked to Ready, and that one
    /// hands the task to the policy, once. The policy had to give the task up before, so that it never holds a task twice.
    /// Checked by: SchedulerScenarios.WokenWhileSaved, SchedulerScenarios.BothSleepAndWake, SchedulerProperty.
    /// </remarks>
    internal static void Block(Waiter waiter)
    {
        Machine machine = Root.Machine;
        machine.DisableInterrupts();
        Task task = Task.Current;
        CpuState cpu = task.Cpu;
        RefuseToIdle(task);
        CheckedScheduler scheduler = cpu.Kernel.Scheduler;
        scheduler.UpdateCurrent(cpu, UpdateReason.Wait);
        scheduler.DequeueCurrent(cpu);
        task.State.Exchange(TaskState.Blocked);
        if (waiter.IsWoken && task.TryMove(TaskState.Blocked, TaskState.Ready))
            EnqueueOff(cpu, task, EnqueueReason.Wake);
        LeaveOff(cpu);
        machine.EnableInterrupts();
        cpu.Kernel.GracePeriods.RunRipe();
    }

    /// <summary>Makes a sleeping (or new) task runnable. Any context. False when it was not sleeping.</summary>
    internal static bool Unblock(Task task, EnqueueReason reason)
    {
        if (!task.TryMove(TaskState.Blocked, TaskState.Ready))
            return false;
        CpuState here = Traps.IrqGuard.Disable();
        EnqueueOff(here, task, reason);
        Traps.IrqGuard.Restore(here);
        return true;
    }

    /// <summary>Ends the running task. Its stack is freed by whoever comes next.</summary>
    internal static void ExitCurrent()
    {
        UserSpace.VmSpace.Deactivate();
        Root.Machine.DisableInterrupts();
        Task task = Task.Current;
        CpuState cpu = task.Cpu;
        RefuseToIdle(task);
        CheckedScheduler scheduler = cpu.Kernel.Scheduler;
        scheduler.UpdateCurrent(cpu, UpdateReason.Exit);
        scheduler.DequeueCurrent(cpu);
        task.State.Exchange(TaskState.Exited);
        LeaveOff(cpu);
        Panics.Panic.Stop($"The scheduler came back to {task}, which has exited.");
    }

    /// <summary>The running task stays runnable, but another may take its place.</summary>
    private static void ReplaceCurrentOff(CpuState cpu)
    {
        Task current = cpu.Running;
        current.State.Exchange(TaskState.Ready); // from here on another CPU may be given it
        Task? next = PickOff(cpu);
        if (next is null)
        {
            if (current.TryMove(TaskState.Ready, TaskState.Running))
                return; // nobody else wants the CPU
            next = cpu.Idle; // another CPU was given the task meanwhile
        }
        if (next != current)
            SwitchTo(cpu, next);
    }

    /// <summary>The running task sleeps or has exited: something else must run here.</summary>
    private static void LeaveOff(CpuState cpu)
    {
        Task next = PickOff(cpu) ?? cpu.Idle;
        if (next != cpu.Running)
            SwitchTo(cpu, next);
    }

    private static Task? PickOff(CpuState cpu)
    {
        // A full fence: the request that this withdraws must not be one that comes after the policy was asked.
        cpu.NeedReschedule.Exchange(false);
        return cpu.Kernel.Scheduler.TryPickNext(cpu);
    }

    private static void EnqueueOff(CpuState here, Task task, EnqueueReason reason)
    {
        int target = here.Kernel.Scheduler.Enqueue(here, task, reason);
        if (target >= 0)
            RequestReschedule(here, here.Kernel.Cpus[target]);
    }

    /// <summary>Makes a CPU ask its policy soon. Any context.</summary>
    internal static void RequestReschedule(CpuState here, CpuState target)
    {
        target.NeedReschedule.Store(true, MemoryOrder.SeqCst);
        if (target != here)
            here.Kernel.Interprocessor.SendReschedule(target.Index);
    }

    private static void RefuseToIdle(Task task)
    {
        if (task.IsIdle)
            Panics.Panic.Stop("The boot flow or idle loop of a CPU tried to sleep: it is what runs when nothing else can.");
    }
}
