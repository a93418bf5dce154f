using System;
using System.Runtime.CompilerServices;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Tasks;

/// <summary>What the framework keeps for a task.</summary>
public sealed partial class Task
{
    internal readonly Kernel Kernel;

    /// <summary>Names the task in lock words and messages; never 0, never used again.</summary>
    internal readonly long Number;

    internal readonly KernelContext Context;

    /// <summary>Who may decide about the task: see <see cref="TaskState"/>.</summary>
    internal AtomicInt32 State = new();

    /// <summary>
    /// The running word (invariant 8): the CPU, plus one, whose registers and stack pointer are this task's; 0 when its state lies in <see cref="Context"/>.
    /// Claimed by compare-and-swap before a CPU switches to it, released by the successor once the state is saved.
    /// </summary>
    internal AtomicInt32 RunningOn = new();

    /// <summary>The CPU it runs on, or ran on last. Written by the switch; stable for the task itself while it may not be preempted.</summary>
    internal CpuState Cpu = null!;

    /// <summary>Spin locks and other guards it holds. Only the task itself (or an interrupt on top of it, which undoes what it does) changes it.</summary>
    internal int PreemptCount;

    /// <summary>Guards it holds that may be copied: see <see cref="HeldGuards"/>.</summary>
    internal HeldGuards Guards = new();

    /// <summary>The spin lock it took last: names the culprit when it sleeps while holding one.</summary>
    internal SpinLock? LastSpinLock;

    /// <summary>A waiter that is not in use, so that sleeping does not allocate.</summary>
    internal Waiter? SpareWaiter;

    /// <summary>The waiter of a sleep that <see cref="Interrupt"/> may end.</summary>
    internal AtomicRef<Waiter?> InterruptibleWaiter = new();

    /// <summary>Links of <see cref="TaskRegistry"/>, under its lock.</summary>
    internal Task? NextInRegistry, PreviousInRegistry;

    /// <summary>Link of the list of dead tasks that wait to be reaped.</summary>
    internal Task? NextDead;

    private readonly Action? _body;

    private Task(Kernel kernel, Action body, object? data, string name)
    {
        Kernel = kernel;
        Number = kernel.Tasks.NextNumber();
        Data = data;
        Name = name;
        _body = body;
        Stack = kernel.Memory.Stacks.Take();
        Context = kernel.Machine.CreateContext(Stack.GuardBottom, Stack.Bottom, Stack.Top);
    }

    /// <summary>The idle task of a CPU: the flow that booted it. It runs now.</summary>
    internal Task(CpuState cpu)
    {
        Kernel = cpu.Kernel;
        Number = Kernel.Tasks.NextNumber();
        Name = "idle";
        Cpu = cpu;
        Context = Kernel.Machine.CreateBootContext();
        State = new AtomicInt32(TaskState.Running);
        RunningOn = new AtomicInt32(cpu.Index + 1);
    }

    internal bool IsIdle => _body is null;

    /// <summary>Takes apart a task that was never handed to the policy. It counts as exited, so the policy cannot run it.</summary>
    private void Discard()
    {
        State.Exchange(TaskState.Exited);
        Kernel.Machine.ReleaseContext(Context);
        Stack!.Dispose();
    }

    /// <summary>Nested guards before it is certain that they are being leaked: the count must never wrap to zero under somebody who relies on it.</summary>
    private const int MaxPreemptCount = 1 << 16;

    /// <summary>One more guard that keeps the task on its CPU. Undone by <see cref="PreemptGuard.Leave"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void DisablePreemption()
    {
        if (PreemptCount == MaxPreemptCount)
            RefuseGuard();
        PreemptCount++;
    }

    private void RefuseGuard() =>
        throw new OstdException(OstdError.Overflow, $"{this} holds {MaxPreemptCount} spin locks and other guards: they are being leaked. Dispose them on every path (`using`).");

    /// <summary>Moves the state from <paramref name="from"/> to <paramref name="to"/>; false when it was not there.</summary>
    internal bool TryMove(int from, int to) => State.CompareExchange(to, from) == from;

    internal string DescribeState() => State.Load(MemoryOrder.Relaxed) switch
    {
        TaskState.Blocked => "sleeps",
        TaskState.Ready => "is ready",
        TaskState.Running => $"runs on CPU {Cpu.Index}",
        _ => "has exited",
    };

    /// <summary>What a new context runs first, with interrupts disabled (see <see cref="TaskEntry"/>).</summary>
    internal void RunBody()
    {
        try
        {
            _body!();
        }
        catch (Exception fault)
        {
            ReportFault(fault);
        }
    }

    private void ReportFault(Exception fault)
    {
        if (Kernel.TaskFaultHandler is not { } handler)
        {
            Panics.Panic.Stop($"{this} ended with an exception and no TaskFaultHandler is set: {fault}");
            return;
        }
        try
        {
            handler(this, fault);
        }
        catch (Exception second)
        {
            Panics.Panic.Stop($"TaskFaultHandler threw while it handled a fault of {this}: {second}");
        }
    }
}
