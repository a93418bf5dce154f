using Ostd.Sync;
using Ostd.Timers;

namespace Verification.Scenarios.Timers;

/// <summary>Timers that expire at the moment when somebody cancels or moves them, or when their CPU goes to sleep. Time passes between any two steps, once; and whenever everybody waits for it.</summary>
internal static class TimerScenarios
{
    private const ulong SoonNs = 1_000;

    public static ScenarioDefinition ExpiresOnTheWayToSleep { get; } = new(
        "A timer that expires while its task goes to sleep, or its CPU halts, wakes the task", [8], "waits",
        ScenarioMachine.Booted(cpus: 1, timerSteps: 1), BuildSleep, KilledMutant: "sleeper-ignores-wake-up");

    public static ScenarioDefinition CancelledElsewhere { get; } = new(
        "A timer that is cancelled on another CPU while it expires fires, or has been cancelled", [], "timers",
        ScenarioMachine.Booted(cpus: 2, timerSteps: 1), BuildCancel, KilledMutant: "timer-removed-unchecked");

    public static ScenarioDefinition ArmedByBoth { get; } = new(
        "A timer that two CPUs arm fires for each arming, or for the later one alone", [], "timers",
        ScenarioMachine.Booted(cpus: 2, timerSteps: 1), BuildArm, KilledMutant: "timer-leaves-queue-unlocked");

    private static void BuildSleep(KernelScenario s)
    {
        s.OnCpu(0, () =>
        {
            using var waiter = new Waiter();
            s.Assert(!waiter.WaitUntil(Clock.MonotonicNs + SoonNs), "nobody but the timer wakes the task");
        }, "sleeps");
    }

    private static void BuildCancel(KernelScenario s)
    {
        var fired = new AtomicInt32(0);
        var timer = new Timer(() => fired.FetchAdd(1));
        bool isCancelled = false;
        s.OnCpu(0, () => timer.Arm(Clock.MonotonicNs + SoonNs), "arms");
        s.OnCpu(1, () =>
        {
            isCancelled = timer.Cancel();
            while (!isCancelled && fired.Load(MemoryOrder.Acquire) == 0)
                s.Machine.Pause();
        }, "cancels");
        s.AtEnd(() =>
        {
            s.Outcome = isCancelled ? "cancelled" : "fired";
            s.Assert(fired.Load(MemoryOrder.Relaxed) == (isCancelled ? 0 : 1) && !timer.IsArmed, "a timer fires once, or was cancelled");
        });
    }

    private static void BuildArm(KernelScenario s)
    {
        var fired = new AtomicInt32(0);
        var timer = new Timer(() => fired.FetchAdd(1));
        for (int cpu = 0; cpu < 2; cpu++)
        {
            s.OnCpu(cpu, () =>
            {
                timer.Arm(Clock.MonotonicNs + SoonNs);
                while (fired.Load(MemoryOrder.Acquire) == 0)
                    s.Machine.Pause();
            }, "arms");
        }
        s.AtEnd(() =>
        {
            int count = fired.Load(MemoryOrder.Relaxed) + (timer.Cancel() ? 1 : 0);
            s.Outcome = $"{count} times";
            s.Assert(count is 1 or 2, $"a timer that was armed twice fires {count} times");
        });
    }
}
