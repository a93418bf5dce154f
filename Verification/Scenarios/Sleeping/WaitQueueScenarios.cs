using Ostd.Sync;

namespace Verification.Scenarios.Sleeping;

/// <summary>Tasks that sleep on a <see cref="WaitQueue"/> of a booted kernel.</summary>
internal static class WaitQueueScenarios
{
    /// <summary>Checks the theorem at <see cref="WaitQueue"/>: the condition is made true, then the queue is woken, while a task is on its way to sleep.</summary>
    public static ScenarioDefinition NoWakeupIsLost { get; } = new(
        "A task on its way to sleep does not miss the wake-up that follows the condition it waits for", [8], "waits", ScenarioMachine.Tasks(cpus: 2),
        s => Build(s, wakesFirst: false), s => Build(s, wakesFirst: true));

    private static void Build(KernelScenario s, bool wakesFirst)
    {
        var queue = new WaitQueue();
        var ready = new AtomicBool(false);
        s.OnCpu(0, () => queue.WaitUntil(() => ready.Load(MemoryOrder.Acquire)), "waiter");
        s.OnCpu(1, () =>
        {
            if (wakesFirst)
                queue.WakeAll();
            ready.Store(true, MemoryOrder.Release);
            if (!wakesFirst)
                queue.WakeAll();
        }, "waker");
    }
}
