using System.Collections.Generic;
using Services.Linux;
using Services.Processes;
using Services.Signals;
using Verification.Checking;

namespace Verification.Scenarios.Processes;

/// <summary>A process that ends against those that wait for it: the theorem is that of wait queues, over the process table's lock.</summary>
internal static class ChildScenarios
{
    private const int Code = 7;

    public static ScenarioDefinition ChildIsReported { get; } = new(
        "A child that ends while its parent waits is reported", [], "processes", ScenarioMachine.Tasks(cpus: 2), s => BuildReport(s, isHandled: false), KilledMutant: "child-ends-silently");

    public static ScenarioDefinition ChildIsSignalled { get; } = new(
        "A parent that waits gets the report and one signal, whichever comes first", [], "processes", ScenarioMachine.Tasks(cpus: 2), s => BuildReport(s, isHandled: true), KilledMutant: "child-ends-unsignalled");

    public static ScenarioDefinition ReportedOnce { get; } = new(
        "A child that ends is reported to one of two threads that wait", [], "processes", ScenarioMachine.Tasks(cpus: 2), BuildTwoWaiters, KilledMutant: "zombie-stays-a-child");

    public static ScenarioDefinition LookedForInVain { get; } = new(
        "A wait that does not block finds a child that ends now or later, and once", [], "processes", ScenarioMachine.Tasks(cpus: 2), BuildNoHang, KilledMutant: "exit-status-lost");

    public static ScenarioDefinition OrphanIsAdopted { get; } = new(
        "A child that ends together with its parent is left to process 1", [], "processes", ScenarioMachine.Tasks(cpus: 2), BuildBothEnd, KilledMutant: "orphan-not-adopted");

    public static ScenarioDefinition AdopterIsTold { get; } = new(
        "Whoever adopts a stopped child while it waits for one is told of it", [], "processes", ScenarioMachine.Tasks(cpus: 2), BuildAdoption, KilledMutant: "adopter-untold");

    public static IReadOnlyList<Checker> Checkers { get; } =
        [ChildIsReported.ToChecker(), ChildIsSignalled.ToChecker(), ReportedOnce.ToChecker(), LookedForInVain.ToChecker(), OrphanIsAdopted.ToChecker(), AdopterIsTold.ToChecker()];

    // The signal interrupts the wait, which goes on then as SA_RESTART has it.
    private static void BuildReport(KernelScenario s, bool isHandled)
    {
        var world = new ProcessWorld(s);
        Process parent = world.Make(world.Init), child = world.Make(parent);
        if (isHandled)
            ProcessWorld.Handle(parent, Signal.SIGCHLD);
        WaitFinding found = default;
        int signals = 0;
        world.Run(0, parent.Leader, () =>
        {
            while (Wait(parent.Leader, WaitOptions.None, out found) == Errno.ERESTARTSYS)
                signals += parent.Leader.TakeSignal(SignalSet.Empty, out _) == Signal.SIGCHLD ? 1 : 0;
        }, "waits");
        world.Run(1, child.Leader, () => child.Leader.End(Code), "ends");
        s.AtEnd(() =>
        {
            RequireReport(s, found, child);
            signals += parent.Leader.TakeSignal(SignalSet.Empty, out _) == Signal.SIGCHLD ? 1 : 0;
            s.Assert(signals == (isHandled ? 1 : 0), $"{signals} times SIGCHLD");
            s.Assert(Wait(parent.Leader, WaitOptions.NoHang, out _) == Errno.ECHILD, "no child is left");
        });
    }

    private static void BuildTwoWaiters(KernelScenario s)
    {
        var world = new ProcessWorld(s);
        Process parent = world.Make(world.Init), child = world.Make(parent);
        Thread[] threads = [parent.Leader, world.AddThread(parent)];
        child.Leader.End(Code);
        var errors = new Errno[threads.Length];
        for (int i = 0; i < threads.Length; i++)
        {
            int me = i;
            world.Run(me, threads[me], () => errors[me] = Wait(threads[me], WaitOptions.None, out _), $"waiter {me}");
        }
        s.AtEnd(() => s.Assert((errors[0], errors[1]) is (Errno.OK, Errno.ECHILD) or (Errno.ECHILD, Errno.OK), $"one has the report, the other no child: {errors[0]}, {errors[1]}"));
    }

    private static void BuildNoHang(KernelScenario s)
    {
        var world = new ProcessWorld(s);
        Process parent = world.Make(world.Init), child = world.Make(parent);
        WaitFinding found = default;
        world.Run(0, parent.Leader, () => Wait(parent.Leader, WaitOptions.NoHang, out found), "looks");
        world.Run(1, child.Leader, () => child.Leader.End(Code), "ends");
        s.AtEnd(() =>
        {
            Errno error = Wait(parent.Leader, WaitOptions.NoHang, out WaitFinding later);
            s.Assert(found.Pid == 0 ? error == Errno.OK : error == Errno.ECHILD, "it is found once");
            RequireReport(s, found.Pid == 0 ? later : found, child);
        });
    }

    private static void BuildBothEnd(KernelScenario s)
    {
        var world = new ProcessWorld(s);
        Process parent = world.Make(world.Init), child = world.Make(parent);
        world.Run(0, parent.Leader, () => parent.Leader.End(0), "parent ends");
        world.Run(1, child.Leader, () => child.Leader.End(Code), "child ends");
        s.AtEnd(() =>
        {
            s.Assert(Wait(world.Init.Leader, WaitOptions.NoHang, out WaitFinding first) == Errno.OK && first.Pid == parent.Pid, "process 1 finds the parent");
            Wait(world.Init.Leader, WaitOptions.NoHang, out WaitFinding second);
            RequireReport(s, second, child);
            s.Assert(world.Table.ProcessCount == 1, "nothing else is left");
        });
    }

    // The parent of the one that ends is another than the one who adopts: only what is said about the child can wake it.
    private static void BuildAdoption(KernelScenario s)
    {
        var world = new ProcessWorld(s);
        Process adopter = world.Make(world.Init), between = world.Make(adopter), parent = world.Make(between), child = world.Make(parent);
        adopter.IsSubreaper = true;
        child.UnreportedStop = Signal.SIGSTOP;
        WaitFinding found = default;
        world.Run(0, adopter.Leader, () => Wait(adopter.Leader, WaitOptions.Stopped, out found), "waits");
        world.Run(1, parent.Leader, () => parent.Leader.End(0), "leaves its child");
        s.AtEnd(() => s.Assert(found.Pid == child.Pid && found.Status == WaitStatus.Stopped(Signal.SIGSTOP), $"the stop is reported, not {found}"));
    }

    private static Errno Wait(Thread thread, WaitOptions options, out WaitFinding found) =>
        new ChildWait(thread.Process, WaitKind.Any, 0, options | WaitOptions.Exited).Run(thread, out found);

    private static void RequireReport(KernelScenario s, WaitFinding found, Process child)
    {
        s.Assert(found.Pid == child.Pid, $"the report is about the child, not about {found.Pid}");
        s.Assert(found.Status == WaitStatus.Exited(Code), "and says how it ended");
    }
}
