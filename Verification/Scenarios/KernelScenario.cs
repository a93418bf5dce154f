using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Model;
using Ostd.Tasks;
using Verification.Exploration;

namespace Verification.Scenarios;

/// <summary>
/// One small concurrent program on a model machine, over the framework's own code: built afresh for every execution that the explorer runs.
/// </summary>
/// <remarks>
/// How to write one:
/// <code>
/// internal static class SpinLockScenarios
/// {
///     public static ScenarioDefinition MutualExclusion { get; } = new(
///         "A spin lock admits one CPU at a time", [], "locks", ScenarioMachine.Bare(cpus: 2), s => Build(s, new SpinLock()), faultyTwin: s => …);
///
///     private static void Build(KernelScenario s, SpinLock guard)
///     {
///         var inside = new AtomicInt32(0);                 // setup: not explored
///         for (int cpu = 0; cpu &lt; 2; cpu++)
///             s.OnCpu(cpu, () =>                           // explored
///             {
///                 using var held = guard.Lock();
///                 s.Assert(inside.FetchAdd(1) == 0, "one at a time");
///                 inside.FetchAdd(-1);
///             });
///         s.AtEnd(() => s.Assert(inside.Load(MemoryOrder.Relaxed) == 0, "all have left"));
///     }
/// }
/// </code>
/// <list type="number">
/// <item>What is not explored: <see cref="ScenarioDefinition.Build"/>, and the claims of <see cref="AtEnd"/>, which run when nobody can do anything any more. Every body must have come to its
/// end by then, else the execution is a deadlock.</item>
/// <item>What is a step: each operation on an atomic, on an atomically used word of physical memory (<c>LoadPhys64</c>, compare-exchange, …), interrupts off and on, an interrupt sent, user
/// accesses, <c>Pause</c>. Other CPUs, interrupts and store-buffer flushes come only between steps; plain fields are not steps. To let others in at a place of your own, touch an atomic there.</item>
/// <item>Steps that touch nothing in common are tried in one order only. So what bodies do at the same time is seen only through a word that they all touch: count who is inside with an
/// atomic, not with a plain field. What is true at the end of an execution is always seen.</item>
/// <item>Bare machines have no booted kernel: <c>Kernel.Memory</c>, interrupts, the scheduler are missing, but locks, atomics and data structures of the framework work, and an execution takes
/// tens of microseconds. On bare machines with tasks (<see cref="ScenarioMachine.Tasks"/>) the one task of each CPU may sleep, too: for everything that waits in queues. Booted ones take a few
/// milliseconds each and have many more steps: only for what needs interrupts, timers or several tasks on a CPU. Their bodies are tasks pinned to their CPU.</item>
/// <item>What happens around the CPUs is asked for in the <see cref="ScenarioMachine"/>, so that a scenario that does not need it stays small: timers that expire between any two steps, devices
/// (<see cref="OnDevice(Action, string)"/>), translations that fall out of a TLB, memory that runs out. Each comes at any moment, a limited number of times.</item>
/// <item>Keep it small: two or three CPUs, a handful of operations each. The result says how many equivalence classes there were, or which bound was hit.</item>
/// <item>Everything the scenario uses is made in it, and depends on nothing else: no clock, no hashing order, no static. Atomics are made with <c>= new()</c>.</item>
/// <item>What a CPU does next must follow from what it saw before. Where a walk of page tables ends does not, when another CPU frees tables meanwhile: map a neighbour that keeps them. Else the search
/// says that there were continuations which it could not follow.</item>
/// <item>It must be able to fail: give a faulty twin, or name the mutant that it kills.</item>
/// </list>
/// List the checker in <see cref="Checking.Checkers.All"/>: <c>SpinLockScenarios.MutualExclusion.ToChecker()</c>.
/// </remarks>
public sealed class KernelScenario
{
    private readonly List<ScenarioBody> _bodies = [];
    private readonly List<string> _devices = [];
    private readonly int _cpus;

    internal KernelScenario(Kernel kernel, ModelMachine machine, int cpus) => (Kernel, Machine, _cpus) = (kernel, machine, cpus);

    internal Kernel Kernel { get; }

    internal ModelMachine Machine { get; }

    internal IReadOnlyList<ScenarioBody> Bodies => _bodies;

    internal IReadOnlyList<string> Devices => _devices;

    internal Action? AtEndAction { get; private set; }

    /// <summary>What the execution came to, for tables of outcomes; set it in the claim at the end.</summary>
    public string Outcome { get; set; } = "";

    /// <summary>
    /// Work for a CPU: on a booted machine a task pinned to it, on a bare one the CPU itself. At most one for each CPU (further tasks: <see cref="Spawn"/>).
    /// </summary>
    public void OnCpu(int cpu, Action body, string? name = null) => OnCpu(cpu, body, name, null, null);

    /// <summary>On a bare machine with tasks: the CPU's task has <paramref name="data"/>, and does <paramref name="prepare"/> before anything is explored.</summary>
    public void OnCpu(int cpu, Action body, string? name, object? data, Action? prepare)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (cpu < 0 || cpu >= _cpus)
            throw new ArgumentOutOfRangeException(nameof(cpu), cpu, $"The scenario's machine has CPUs 0 to {_cpus - 1}.");
        if (_bodies.Exists(body => body.Cpu == cpu))
            throw new InvalidOperationException($"CPU {cpu} has a body already: spawn further tasks.");
        _bodies.Add(new ScenarioBody(cpu, body, name ?? $"cpu {cpu}", data, prepare));
    }

    /// <summary>
    /// What a device does, beside the CPUs (the machine must say how many there are: <see cref="ScenarioMachine.Devices"/>): each access to memory, interrupt message or atomic in it is a
    /// step. It is no task: it calls nothing of the kernel, only the machine.
    /// </summary>
    public void OnDevice(Action body, string name)
    {
        ArgumentNullException.ThrowIfNull(body);
        Machine.AddDevice(Guarded(body), name);
        _devices.Add(name);
    }

    /// <summary>The same with hardware that the model has: it acts so many times.</summary>
    internal void OnDevice(IActor actor, int acts) => OnDevice(
        () =>
        {
            for (int i = 0; i < acts; i++)
                actor.Act();
        },
        actor.Name);

    /// <summary>Makes a task that is pinned to a CPU (booted machines only). Called in a body, its making and running is explored.</summary>
    public Task Spawn(int cpu, Action body, string name = "") => Task.Spawn(Guarded(body), new PinnedScheduler.Pin(cpu), name);

    /// <summary>Fails the execution when the claim does not hold.</summary>
    public void Assert(bool claim, string rule)
    {
        if (claim)
            return;
        var violation = new ClaimViolatedException(rule);
        if (Machine.IsExploring)
            Machine.Fail(violation); // not an exception that the kernel code in between could catch
        throw violation;
    }

    /// <summary>Looked at after every execution in which all bodies have come to their end.</summary>
    public void AtEnd(Action claim) => AtEndAction += claim;

    /// <summary>A body that fails the run with whatever it throws.</summary>
    internal Action Guarded(Action body) => () =>
    {
        try
        {
            body();
        }
        catch (Exception e) when (e is not MachineStopped)
        {
            Machine.Fail(e);
        }
    };
}

/// <summary>What a CPU does in a scenario.</summary>
/// <param name="Cpu">Which.</param>
/// <param name="Act">Explored.</param>
/// <param name="Name">For reports.</param>
/// <param name="Data">On a bare machine with tasks: of the CPU's task.</param>
/// <param name="Prepare">On a bare machine with tasks: what the task does before.</param>
internal sealed record ScenarioBody(int Cpu, Action Act, string Name, object? Data, Action? Prepare);
