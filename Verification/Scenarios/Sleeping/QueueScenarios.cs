using System;
using Ostd.Sync;

namespace Verification.Scenarios.Sleeping;

/// <summary>
/// The theorem at <see cref="WaitQueue"/> on bare CPUs, where every schedule and every store buffer fits: one registers and then looks at the condition, the other makes it true
/// and then wakes. At least one of them sees the other.
/// </summary>
internal static class QueueScenarios
{
    public static ScenarioDefinition WakeOneSees { get; } = Definition("Who registers and looks is seen by who wakes one, or sees the condition", static queue => queue.WakeOne());

    public static ScenarioDefinition WakeAllSees { get; } = Definition("Who registers and looks is seen by who wakes all, or sees the condition", static queue => queue.WakeAll());

    private static ScenarioDefinition Definition(string name, Action<WaitQueue> wake) => new(
        name, [], "waits", ScenarioMachine.Bare(cpus: 2), s => Build(s, wake, looksFirst: false), s => Build(s, wake, looksFirst: true));

    private static void Build(KernelScenario s, Action<WaitQueue> wake, bool looksFirst)
    {
        var queue = new WaitQueue();
        var ready = new AtomicBool(false);
        var waiter = new Waiter(); // of CPU 0
        bool seen = false;
        s.OnCpu(0, () =>
        {
            if (looksFirst)
                seen = ready.Load(MemoryOrder.Acquire);
            queue.Enqueue(waiter.Waker);
            if (!looksFirst)
                seen = ready.Load(MemoryOrder.Acquire);
        }, "registers and looks");
        s.OnCpu(1, () =>
        {
            ready.Store(true, MemoryOrder.Release);
            wake(queue);
        }, "makes it true and wakes");
        s.AtEnd(() => s.Assert(seen || waiter.IsWoken, "the waiter saw the condition, or was woken"));
    }
}
