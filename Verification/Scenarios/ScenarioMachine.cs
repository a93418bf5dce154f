using System;
using Ostd;
using Ostd.Model;

namespace Verification.Scenarios;

/// <summary>The machine that a scenario runs on.</summary>
public sealed record ScenarioMachine
{
    public int Cpus { get; private init; }

    /// <summary>No kernel is booted: for data structures and locks.</summary>
    public bool IsBare { get; private init; }

    /// <summary>Bare, but each CPU runs a task, which may sleep: see <see cref="OneTaskPerCpu"/>.</summary>
    public bool HasTasks { get; private init; }

    public int MemoryMiB { get; private init; }

    /// <summary>How many times a timer may expire between any two steps. It expires anyway when everybody waits for it.</summary>
    public int TimerSteps { get; private init; }

    /// <summary>Injects policies, on the boot CPU. The scheduler is the scenario's own, which keeps every task on its CPU, unless this injects one.</summary>
    public Action<Kernel>? Inject { get; private init; }

    /// <summary>Tasks exit at the end of their body, for others that may wait for the CPU. Else they keep it, and how they exit is not explored.</summary>
    public bool EndsTasks { get; init; }

    /// <summary>
    /// The DMA-remapping unit; null: none. It does not act by itself under the explorer: a device of the scenario plays it (<c>Machine.PlayUnit</c>).
    /// </summary>
    public IommuOptions? Iommu { get; init; }

    /// <summary>How many devices act beside the CPUs: see <see cref="KernelScenario.OnDevice"/>.</summary>
    public int Devices { get; init; }

    /// <summary>How many times each CPU's TLB may drop the translation that a user access would have used. 0: it keeps all of them until they are flushed.</summary>
    public int TlbEvictions { get; init; }

    /// <summary>How many requests of each CPU may get nothing where a policy of the scenario asks <c>Machine.RunsOut</c>.</summary>
    public int Shortages { get; init; }

    /// <summary>An attempt to take a lock that is not free is a step, too: to check that leaving those out loses nothing.</summary>
    internal bool AttemptsFail { get; init; }

    /// <summary>How long the code between two steps may take before it is stopped as a loop that never ends.</summary>
    public TimeSpan Patience { get; init; } = Watchdog.Patience;

    /// <summary>On a bare machine: handles an interrupt vector; without, there are no interrupts.</summary>
    public Action<int>? Handler { get; private init; }

    /// <summary>
    /// What all searches of a scenario together get at effort 1: about three seconds. A machine takes three milliseconds to boot, the memory of a bare one nearly as long, and a step
    /// with invariants evaluated after it some fifteen microseconds; a bare machine on which nothing is booted takes a fraction of that.
    /// </summary>
    internal (long Executions, long Steps) UsualEffort { get; init; } = BootedEffort;

    internal static (long Executions, long Steps) BootedEffort => (800, 100_000);

    internal static (long Executions, long Steps) BareEffort => (10_000, 1_000_000);

    /// <summary>Of a bare machine with tasks: no invariants, but memory.</summary>
    internal static (long Executions, long Steps) TasksEffort => (2_500, 400_000);

    public static ScenarioMachine Bare(int cpus, Action<int>? handler = null) => new() { Cpus = cpus, IsBare = true, MemoryMiB = 2, Handler = handler, UsualEffort = BareEffort };

    /// <summary>
    /// For what sleeps and wakes, and does nothing else that needs a booted kernel: locks, wait queues and the services above them. There is memory, but there are no interrupts, no timers, no other
    /// tasks than the one of each CPU.
    /// </summary>
    public static ScenarioMachine Tasks(int cpus) => new() { Cpus = cpus, IsBare = true, HasTasks = true, MemoryMiB = 2, UsualEffort = TasksEffort };

    public static ScenarioMachine Booted(int cpus, int memoryMiB = 4, int timerSteps = 0, Action<Kernel>? inject = null) =>
        new() { Cpus = cpus, MemoryMiB = memoryMiB, TimerSteps = timerSteps, Inject = inject };
}
