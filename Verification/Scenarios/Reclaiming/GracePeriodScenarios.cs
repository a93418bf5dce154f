using System;
using Ostd.Sync;
using Ostd.Tasks;

namespace Verification.Scenarios.Reclaiming;

/// <summary>
/// The three theorems at <see cref="GracePeriods"/>, on bare CPUs: CPU 0 reads, or comes from or goes to rest, while CPU 1 replaces the value. Small enough for every schedule
/// and every store buffer.
/// </summary>
internal static class GracePeriodScenarios
{
    public static ScenarioDefinition ReaderIsAwaited { get; } = new(
        "A grace period awaits the read section that is going on, and no longer", [], "rcu", ScenarioMachine.Bare(cpus: 2),
        s => BuildReader(s, passesEarly: false), s => BuildReader(s, passesEarly: true));

    /// <summary>The store-buffer shape: remove it from those who rest, read the reference; exchange the reference, read who rests.</summary>
    public static ScenarioDefinition ComingFromRest { get; } = new(
        "A CPU that leaves rest and reads is awaited, or sees the new value", [], "rcu", ScenarioMachine.Bare(cpus: 2),
        s => BuildFromRest(s, leaves: true), s => BuildFromRest(s, leaves: false));

    /// <summary>The other way round: join those who rest, read the own mark; write the marks, read who rests.</summary>
    public static ScenarioDefinition GoingToRest { get; } = new(
        "No CPU that goes to rest is awaited for ever", [], "rcu", ScenarioMachine.Bare(cpus: 2), BuildToRest, KilledMutant: "rcu-rest-keeps-mark");

    private static void BuildReader(KernelScenario s, bool passesEarly)
    {
        var cell = new Rcu<Value>(new Value());
        Value old = ValueOf(cell);
        GracePeriods grace = s.Kernel.GracePeriods;
        CpuState cpu = s.Kernel.Cpus[0];
        s.OnCpu(0, () =>
        {
            using (Rcu<Value>.ReadGuard guard = cell.Read())
            {
                if (passesEarly)
                    grace.PassQuiescentState(cpu);
                Look(s, guard.Value);
            }
            if (!passesEarly)
                grace.PassQuiescentState(cpu);
        }, "reader");
        Update(s, cell, cpu, old);
    }

    private static void BuildFromRest(KernelScenario s, bool leaves)
    {
        var cell = new Rcu<Value>(new Value());
        Value old = ValueOf(cell);
        GracePeriods grace = s.Kernel.GracePeriods;
        CpuState cpu = s.Kernel.Cpus[0];
        grace.TryRest(cpu);
        s.OnCpu(0, () =>
        {
            if (leaves)
                grace.LeaveRest(cpu);
            using Rcu<Value>.ReadGuard guard = cell.Read();
            Look(s, guard.Value);
        }, "comes from rest");
        Update(s, cell, cpu, old);
    }

    private static void BuildToRest(KernelScenario s)
    {
        var cell = new Rcu<Value>(new Value());
        Value old = ValueOf(cell);
        GracePeriods grace = s.Kernel.GracePeriods;
        CpuState cpu = s.Kernel.Cpus[0];
        s.OnCpu(0, () => grace.TryRest(cpu), "goes to rest");
        s.OnCpu(1, () => cell.Update(new Value()), "updater");
        s.AtEnd(() =>
        {
            grace.RunRipe();
            s.Assert(old.IsReleased, "the replaced value is released although the other CPU does nothing any more");
        });
    }

    private static void Update(KernelScenario s, Rcu<Value> cell, CpuState reader, Value old)
    {
        GracePeriods grace = s.Kernel.GracePeriods;
        s.OnCpu(1, () =>
        {
            cell.Update(new Value());
            grace.RunRipe();
        }, "updater");
        s.AtEnd(() =>
        {
            grace.PassQuiescentState(reader);
            grace.RunRipe();
            s.Assert(old.IsReleased, "the replaced value is released when its reader has left");
        });
    }

    private static Value ValueOf(Rcu<Value> cell)
    {
        using Rcu<Value>.ReadGuard guard = cell.Read();
        return guard.Value;
    }

    private static void Look(KernelScenario s, Value value) => s.Assert(!value.IsReleased, "a reader's value is not released");

    private sealed class Value : IDisposable
    {
        private AtomicBool _isReleased = new();

        public bool IsReleased => _isReleased.Load(MemoryOrder.Acquire);

        public void Dispose() => _isReleased.Store(true, MemoryOrder.Release);
    }
}
