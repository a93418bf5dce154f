using Ostd.Sync;

namespace Ostd.Tasks;

/// <summary>
/// What the framework keeps for one CPU. Only that CPU touches it, with preemption or interrupts disabled, except for the atomics.
/// Reached through the running task: <c>Task.Current.Cpu</c>.
/// </summary>
internal sealed partial class CpuState
{
    internal readonly Kernel Kernel;
    internal readonly int Index;

    /// <summary>The flow that booted the CPU; runs when the policy has nothing. The policy never sees it.</summary>
    internal readonly Task Idle;

    internal Task Running;

    internal readonly Timers.TimerQueue Timers;

    /// <summary>Its name as a destination of interrupts.</summary>
    internal uint ApicId;

    /// <summary>The task this CPU just left: its successor releases its running word.</summary>
    internal Task? Leaving;

    /// <summary>Picked, but its state is still being saved by the CPU it ran on before: the idle task waits for it (see Scheduling.SwitchTo).</summary>
    internal Task? Pending;

    /// <summary>The policy wants another task here. Set by any CPU.</summary>
    internal AtomicBool NeedReschedule = new();

    /// <summary>The boot flow has reached the idle loop: from now on tasks may take the CPU.</summary>
    internal bool IsOnline;

    /// <summary>It has halted with nothing to do and has not taken an interrupt since: see <see cref="GracePeriods"/>. Only the CPU itself looks.</summary>
    internal bool IsResting;

    /// <summary>Interrupt handlers that are active on the CPU.</summary>
    internal int InterruptDepth;

    /// <summary>Thrown to a handler that wants to sleep. Made ahead, since handlers allocate nothing.</summary>
    internal readonly OstdException SleepInHandler =
        new(OstdError.AtomicMode, "Something that may sleep was called, but an interrupt handler is running.");

    /// <summary>Nested demands for disabled interrupts, and whether they were enabled before the first.</summary>
    internal int IrqGuards;
    internal bool EnableAfterGuards;

    /// <summary>The user context whose state was last in this CPU's x87 and vector registers, and whether the registers are newer than its memory.</summary>
    internal User.UserContext? VectorOwner;
    internal bool VectorsAreLive;

    /// <summary>A scheduler policy's method is running: it must not come back into the scheduler.</summary>
    internal bool IsInPolicy;

    /// <summary>What was held when that method was called: it must be the same when it comes back.</summary>
    internal int GuardsBeforePolicy, IrqGuardsBeforePolicy;

    internal CpuState(Kernel kernel, int index)
    {
        Kernel = kernel;
        Index = index;
        Idle = new Task(this);
        Running = Idle;
        Timers = new Timers.TimerQueue(this);
    }

    /// <summary>Tasks may be switched here now: no guard is held, no handler runs.</summary>
    internal bool MayPreempt => IsOnline && InterruptDepth == 0 && IrqGuards == 0 && Running.PreemptCount == 0;
}
