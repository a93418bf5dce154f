using Ostd.Panics;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.User;

namespace Ostd.Tasks;

/// <summary>The switch from one task to another on one CPU.</summary>
internal static partial class Scheduling
{
    /// <summary>
    /// Continues <paramref name="next"/>, whose state the caller has moved to Running (or which is this CPU's idle task); returns when somebody
    /// switches back. Interrupts are disabled.
    /// </summary>
    /// <remarks>
    /// The task may still be saving its state on the CPU it was preempted on: then its running word is taken. Waiting for it here could
    /// deadlock, when that CPU in turn waits for the task we are leaving:
    /// <code>
    ///   CPU 0: runs A, A is made Ready ........ picks B, waits until CPU 1 has left B
    ///   CPU 1: runs B, B is made Ready ........ picks A, waits until CPU 0 has left A
    /// </code>
    /// So the CPU leaves its own task first, for its idle task, and waits there: whoever waits holds nothing.
    /// Checked by: SchedulerScenarios.CpusSwapTasks, ThreeCpusSwapTasks and WokenWhileSaved, PreemptionScenarios.TakenWhileSaved.
    /// </remarks>
    private static void SwitchTo(CpuState cpu, Task next)
    {
        Task current = cpu.Running;
        RefuseInAtomicMode(cpu, current);
        cpu.Kernel.GracePeriods.PassQuiescentState(cpu);
        if (!TryClaim(cpu, next))
        {
            if (!current.IsIdle)
            {
                cpu.Pending = next;
                next = cpu.Idle;
                if (!TryClaim(cpu, next))
                    Panic.Stop($"The idle task of CPU {cpu.Index} runs elsewhere.");
            }
            else
            {
                while (!TryClaim(cpu, next))
                    cpu.Kernel.AnswerWhileWaiting(); // the CPU that saves it may wait for ours to answer a call
            }
        }
        Machine machine = cpu.Kernel.Machine;
        cpu.Leaving = current;
        cpu.Running = next;
        next.Cpu = cpu;
        UserContext.SaveVectors(cpu);
        ulong now = cpu.Kernel.Clock.NowNs;
        current.FinishRun(now);
        next.StartRun(now);
        if (!next.IsIdle)
            cpu.Timers.StartTick(now);
        machine.SetCpuLocal(cpu.Index, next);
        UserSpace.VmSpace.SwitchTo(cpu, next);
        machine.SwitchContext(current.Context, next.Context);
        FinishSwitch();
    }

    /// <summary>First thing on the new stack: the predecessor's state is saved now, so others may run it.</summary>
    internal static void FinishSwitch()
    {
        CpuState cpu = Task.Current.Cpu;
        Task left = cpu.Leaving!;
        cpu.Leaving = null;
        bool exited = left.State.Load(MemoryOrder.Acquire) == TaskState.Exited; // asked first: once released, it may run elsewhere, and exit
        left.RunningOn.Store(0, MemoryOrder.Release);
        if (exited)
            cpu.Kernel.Reaper.Add(left);
        if (cpu.Pending is { } pending && cpu.Running.IsIdle)
        {
            cpu.Pending = null;
            SwitchTo(cpu, pending);
        }
    }

    // Everything that may sleep was asked before it came here; so this is a bug of the framework. Going on would leave guards that hold nothing.
    private static void RefuseInAtomicMode(CpuState cpu, Task current)
    {
        if (current.PreemptCount != 0 || cpu.IrqGuards != 0 || cpu.InterruptDepth != 0)
            Panic.Stop($"A switch away from {current} on CPU {cpu.Index} in atomic mode: {current.PreemptCount} guards, {cpu.IrqGuards} of interrupts, {cpu.InterruptDepth} handlers.");
    }

    private static bool TryClaim(CpuState cpu, Task next) => next.RunningOn.CompareExchange(cpu.Index + 1, 0) == 0;
}
