using System.Collections.Generic;
using Services.Processes;
using Verification.Checking;

namespace Verification.Scenarios.Processes;

/// <summary>An execve of one thread against what the other threads of its process do.</summary>
internal static class ExecScenarios
{
    public static ScenarioDefinition OthersEnd { get; } = new(
        "A thread that executes a program is alone once the others have ended, and has the process' number", [], "processes", ScenarioMachine.Tasks(cpus: 2), BuildExec, KilledMutant: "exec-not-told");

    public static ScenarioDefinition ExitWins { get; } = new(
        "A process that exits while one of its threads executes a program comes to its end", [], "processes", ScenarioMachine.Tasks(cpus: 2), BuildExit, KilledMutant: "exec-ignores-the-exit");

    public static ScenarioDefinition OneExecutes { get; } = new(
        "Of two threads that execute a program one does", [], "processes", ScenarioMachine.Tasks(cpus: 2) with { UsualEffort = (7_500, 1_050_000) }, BuildTwo, KilledMutant: "exec-begun-twice");

    public static IReadOnlyList<Checker> Checkers { get; } = [OthersEnd.ToChecker(), ExitWins.ToChecker(), OneExecutes.ToChecker()];

    private static void BuildExec(KernelScenario s)
    {
        var world = new ProcessWorld(s);
        Process process = world.Make(world.Init);
        Thread leader = process.Leader, second = world.AddThread(process);
        bool single = false;
        world.Run(0, second, () => single = process.TryBecomeSingle(second), "executes");
        world.Run(1, leader, () =>
        {
            leader.SleepInterruptible(null);
            s.Assert(leader.IsDying, "only the execve wakes it");
            leader.End(0);
        }, "sleeps, and ends");
        s.AtEnd(() =>
        {
            s.Assert(single && process.Threads.Count == 1 && process.Leader == second && second.Tid == process.Pid, "the one that executes is all that is left, and leads");
            s.Assert(!process.IsExiting && !process.IsZombie, "the process lives");
        });
    }

    // As after exit_group in the second thread.
    private static void BuildExit(KernelScenario s)
    {
        var world = new ProcessWorld(s);
        Process process = world.Make(world.Init);
        Thread leader = process.Leader, second = world.AddThread(process);
        world.Run(0, leader, () =>
        {
            if (!process.TryBecomeSingle(leader))
                leader.End(0);
        }, "executes");
        world.Run(1, second, () =>
        {
            process.BeginExit(WaitStatus.Exited(1));
            second.End(0);
        }, "exits");
        s.AtEnd(() => s.Assert(process.IsZombie && process.Threads.Count == 0, "the process has ended"));
    }

    private static void BuildTwo(KernelScenario s)
    {
        var world = new ProcessWorld(s);
        Process process = world.Make(world.Init);
        Thread[] threads = [process.Leader, world.AddThread(process)];
        int executing = 0;
        for (int i = 0; i < threads.Length; i++)
        {
            Thread me = threads[i];
            world.Run(i, me, () =>
            {
                if (process.TryBecomeSingle(me))
                    executing++;
                else
                    me.End(0);
            }, $"executes {i}");
        }
        s.AtEnd(() => s.Assert(executing == 1 && process.Threads.Count == 1, $"one of them executes, not {executing}"));
    }
}
