using System;
using System.Collections.Generic;
using Ostd.Sync;
using Services.Processes;
using Services.Signals;
using Verification.Checking;

namespace Verification.Scenarios.Processes;

/// <summary>
/// Signals against what their receivers do at the same time: change their mask, sleep, end, change the action. The theorem stands at <see cref="SignalQueue.Set"/>: who sends writes the queue and reads the masks, who
/// changes its mask writes that and reads the queue.
/// </summary>
internal static class SignalScenarios
{
    private const Signal Sent = Signal.SIGUSR1;

    private static readonly SignalSet s_sent = SignalSet.Of(Sent);

    public static ScenarioDefinition SuspendedIsWoken { get; } = new(
        "A thread that unblocks a signal and sleeps in one call does not sleep through it", [], "signals", ScenarioMachine.Tasks(cpus: 2), BuildSuspend, KilledMutant: "signal-mask-unfenced");

    public static ScenarioDefinition BlockedPassesOn { get; } = new(
        "A signal for a process is not left to a thread that blocks it at this moment", [], "signals", ScenarioMachine.Tasks(cpus: 3), BuildBlock, KilledMutant: "blocked-signal-not-passed-on");

    public static ScenarioDefinition EndingPassesOn { get; } = new(
        "A signal for a process is not left to a thread that ends at this moment", [], "signals", ScenarioMachine.Tasks(cpus: 3), BuildEnd, KilledMutant: "ending-thread-passes-on-too-early");

    public static ScenarioDefinition TakenOnce { get; } = new(
        "A signal for a process is taken by one of its threads", [], "signals", ScenarioMachine.Tasks(cpus: 3), BuildTake, KilledMutant: "taken-signal-stays");

    public static ScenarioDefinition IgnoredIsDropped { get; } = new(
        "A signal that becomes ignored while it is sent does not wait for ever", [], "signals", ScenarioMachine.Tasks(cpus: 2), BuildIgnore, KilledMutant: "ignored-signal-kept");

    public static ScenarioDefinition ContinueUndoesStop { get; } = new(
        "A process that takes a stop signal while it is continued goes on", [], "signals", ScenarioMachine.Tasks(cpus: 2), BuildStop, KilledMutant: "continue-misses-the-stop-taken");

    public static ScenarioDefinition ParkedIsContinued { get; } = new(
        "A process whose threads stop while it is continued goes on, and is not reported as stopped", [], "signals", ScenarioMachine.Tasks(cpus: 3), BuildParked, KilledMutant: "continue-wakes-nobody");

    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        SuspendedIsWoken.ToChecker(), BlockedPassesOn.ToChecker(), EndingPassesOn.ToChecker(), TakenOnce.ToChecker(), IgnoredIsDropped.ToChecker(), ContinueUndoesStop.ToChecker(), ParkedIsContinued.ToChecker(),
    ];

    private static void BuildSuspend(KernelScenario s)
    {
        ProcessWorld world = Prepare(s, out Process process);
        Thread thread = process.Leader;
        WaitResult woken = default;
        world.Run(0, thread, () =>
        {
            thread.SetTemporaryMask(SignalSet.Empty);
            woken = thread.SleepInterruptible(null);
        }, "suspends itself", () => thread.SetBlocked(s_sent));
        s.OnCpu(1, () => process.SendSignal(Sent), "sends");
        s.AtEnd(() => s.Assert(woken == WaitResult.Cancelled && thread.TakeSignal(thread.Blocked, out _) == Sent, "it has been woken by the signal, which it can take"));
    }

    private static void BuildBlock(KernelScenario s)
    {
        ProcessWorld world = Prepare(s, out Process process);
        Thread first = process.Leader, second = world.AddThread(process);
        world.Run(0, first, () => first.SetBlocked(s_sent), "blocks the signal");
        s.OnCpu(1, () => process.SendSignal(Sent), "sends");
        world.Run(2, second, static () => { }, "waits, as it were");
        s.AtEnd(() => s.Assert(second.Waker.IsWoken, "the thread that does not block it is woken"));
    }

    private static void BuildEnd(KernelScenario s)
    {
        ProcessWorld world = Prepare(s, out Process process);
        Thread first = process.Leader, second = world.AddThread(process);
        world.Run(0, first, () => first.End(0), "ends");
        s.OnCpu(1, () => process.SendSignal(Sent), "sends");
        world.Run(2, second, static () => { }, "waits, as it were");
        s.AtEnd(() => s.Assert(second.Waker.IsWoken, "the thread that lives on is woken"));
    }

    private static void BuildTake(KernelScenario s)
    {
        ProcessWorld world = Prepare(s, out Process process);
        Thread[] threads = [process.Leader, world.AddThread(process)];
        var taken = new Signal[threads.Length];
        for (int i = 0; i < threads.Length; i++)
        {
            int me = i;
            world.Run(me, threads[me], () => taken[me] = threads[me].TakeSignal(SignalSet.Empty, out _), $"takes {me}");
        }
        s.OnCpu(2, () => process.SendSignal(Sent), "sends");
        s.AtEnd(() =>
        {
            int times = Array.FindAll(taken, t => t == Sent).Length + (process.SharedPending.Set.Contains(Sent) ? 1 : 0);
            s.Assert(times == 1, $"it was sent once, and is there {times} times");
        });
    }

    private static void BuildIgnore(KernelScenario s)
    {
        ProcessWorld world = Prepare(s, out Process process);
        s.OnCpu(0, () => process.SendSignal(Sent), "sends");
        world.Run(1, process.Leader, () => process.SetAction(Sent, new SigAction(SigAction.SIG_IGN, 0, 0, SignalSet.Empty)), "ignores");
        s.AtEnd(() => s.Assert(process.SharedPending.Set.IsEmpty, "nothing that is ignored waits"));
    }

    private static void BuildStop(KernelScenario s)
    {
        ProcessWorld world = Prepare(s, out Process process);
        process.SendSignal(Signal.SIGSTOP);
        Run(world, 0, process.Leader);
        s.OnCpu(1, () => process.SendSignal(Signal.SIGCONT), "continues");
    }

    private static void BuildParked(KernelScenario s)
    {
        ProcessWorld world = Prepare(s, out Process process);
        Thread[] threads = [process.Leader, world.AddThread(process)];
        process.SendSignal(Signal.SIGSTOP);
        process.Leader.TakeSignal(SignalSet.Empty, out _);
        process.RequestStop(Signal.SIGSTOP);
        for (int i = 0; i < threads.Length; i++)
            Run(world, i, threads[i]);
        s.OnCpu(2, () => process.SendSignal(Signal.SIGCONT), "continues");
        s.AtEnd(() => s.Assert(!process.IsStopped && process.UnreportedStop == Signal.None, "it goes on, and no stop is reported after that"));
    }

    /// <summary>What <c>HandleEvents</c> does with stop signals.</summary>
    private static void Run(ProcessWorld world, int cpu, Thread thread) => world.Run(cpu, thread, () =>
    {
        if (thread.TakeSignal(SignalSet.Empty, out _) is Signal.SIGSTOP and var stop)
            thread.Process.RequestStop(stop);
        while (thread.Process.IsStopRequested)
            thread.Process.Park(thread);
    }, $"stops {cpu}");

    private static ProcessWorld Prepare(KernelScenario s, out Process process)
    {
        var world = new ProcessWorld(s);
        process = world.Make(world.Init);
        ProcessWorld.Handle(process, Sent);
        return world;
    }
}
