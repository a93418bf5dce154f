using System;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Traps;

namespace Verification.Scenarios.Reclaiming;

/// <summary>Readers of an <see cref="Rcu{T}"/> against somebody who replaces its value: the theorems at <see cref="GracePeriods"/>.</summary>
internal static class RcuScenarios
{
    public static ScenarioDefinition ReaderKeepsValue { get; } = new(
        "A value is not released while a task on another CPU reads it", [], "rcu", ScenarioMachine.Booted(cpus: 2) with { UsualEffort = (1_600, 150_000) },
        s => BuildReader(s, waits: true), s => BuildReader(s, waits: false));

    public static ScenarioDefinition RestingCpuIsAwaited { get; } = new(
        "A value is not released under a reader whose CPU was at rest when it was replaced", [], "rcu", ScenarioMachine.Booted(cpus: 2),
        s => BuildSleeper(s, waits: true), s => BuildSleeper(s, waits: false));

    /// <summary>The store-buffer shape: leaving rest and reading, against replacing and looking who rests.</summary>
    public static ScenarioDefinition HandlerOnRestingCpuIsAwaited { get; } = new(
        "A value is not released under an interrupt handler that wakes a CPU at rest", [], "rcu", ScenarioMachine.Booted(cpus: 2) with { UsualEffort = (2_500, 250_000) },
        s => BuildHandler(s, waits: true), s => BuildHandler(s, waits: false));

    public static ScenarioDefinition GracePeriodsEnd { get; } = new(
        "A grace period ends although the other CPU goes to rest meanwhile", [], "rcu", ScenarioMachine.Booted(cpus: 2) with { EndsTasks = true },
        s => BuildSynchronize(s, halts: false), s => BuildSynchronize(s, halts: true));

    private static void BuildReader(KernelScenario s, bool waits)
    {
        var cell = new Rcu<Value>(new Value(s));
        s.OnCpu(0, () =>
        {
            Look(cell);
            Task.Yield();
        }, "reader");
        s.OnCpu(1, () =>
        {
            Replace(s, cell, waits);
        }, "updater");
    }

    private static void BuildSleeper(KernelScenario s, bool waits)
    {
        var cell = new Rcu<Value>(new Value(s));
        s.OnCpu(0, () =>
        {
            s.Spawn(1, () => Look(cell), "reader");
            Replace(s, cell, waits);
        }, "updater");
    }

    private static void BuildHandler(KernelScenario s, bool waits)
    {
        var cell = new Rcu<Value>(new Value(s));
        IrqLine line = IrqLine.Alloc();
        line.SetHandler(() => Look(cell));
        s.OnCpu(0, () =>
        {
            s.Kernel.LocalApic.SendInterrupt(s.Kernel.Cpus[1].ApicId, line.Vector);
            Replace(s, cell, waits);
        }, "updater");
    }

    // The other CPU's task ends, and nothing else is there to run. The twin's halts in the middle of its task: that CPU is not at rest, and never comes to a quiescent state.
    private static void BuildSynchronize(KernelScenario s, bool halts)
    {
        s.OnCpu(0, Rcu.Synchronize, "waits for a grace period");
        s.OnCpu(1, () =>
        {
            if (halts)
                s.Machine.Park();
        }, "goes to rest");
    }

    private static void Look(Rcu<Value> cell)
    {
        using Rcu<Value>.ReadGuard guard = cell.Read();
        guard.Value.RequireAlive();
        guard.Value.RequireAlive();
    }

    private static void Replace(KernelScenario s, Rcu<Value> cell, bool waits)
    {
        if (waits)
        {
            cell.Update(new Value(s));
            Task.Yield();
            return;
        }
        Rcu<Value>.ReadGuard guard = cell.Read();
        Value old = guard.Value;
        guard.Dispose();
        old.Dispose();
    }

    private sealed class Value(KernelScenario s) : IDisposable
    {
        private AtomicBool _isReleased = new();

        public void RequireAlive() => s.Assert(!_isReleased.Load(MemoryOrder.Relaxed), "a reader's value is not released");

        public void Dispose() => _isReleased.Store(true, MemoryOrder.Release);
    }
}
