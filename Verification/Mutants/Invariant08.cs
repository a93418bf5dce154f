using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs that let a task run on two CPUs, or one that may not run at all.</summary>
internal static class Invariant08
{
    private const string Wall = "Ostd/Tasks/CheckedScheduler.cs", Moves = "Ostd/Tasks/Scheduling.cs", Switch = "Ostd/Tasks/Scheduling.Switch.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("task-picked-twice", "a pick does not ask whether the task is ready", Wall,
            "        int state = next.State.CompareExchange(TaskState.Running, TaskState.Ready);\n",
            "        next.State.Exchange(TaskState.Running);\n        int state = TaskState.Ready;\n"),
        Of("task-switched-unclaimed", "the switch does not wait until the CPU before has saved the task", Switch,
            "next.RunningOn.CompareExchange(cpu.Index + 1, 0) == 0;", "next.RunningOn.Exchange(cpu.Index + 1) >= 0;"),
        Of("task-taken-by-idle-unclaimed", "an idle CPU does not wait until the CPU before has saved the task", Switch,
            "                while (!TryClaim(cpu, next))\n                    cpu.Kernel.AnswerWhileWaiting(); // the CPU that saves it may wait for ours to answer a call\n",
            "                next.RunningOn.Exchange(cpu.Index + 1);\n"),
        Of("task-released-too-early", "a task's running word is released before its state is saved", Switch,
            "        machine.SwitchContext(current.Context, next.Context);\n",
            "        current.RunningOn.Store(0, MemoryOrder.Release);\n        machine.SwitchContext(current.Context, next.Context);\n"),
        Of("task-never-released", "the successor does not release the running word", Switch,
            "        left.RunningOn.Store(0, MemoryOrder.Release);\n", ""),
        Of("task-pending-forgotten", "a CPU that waits for a task in its idle task forgets it", Switch,
            "            cpu.Pending = null;\n            SwitchTo(cpu, pending);\n", "            cpu.Pending = null;\n"),
        Of("task-waits-in-place", "a CPU waits for a task to be saved elsewhere while it keeps its own", Switch,
            "            if (!current.IsIdle)\n", "            if (current.HasExited)\n"),
        Of("reschedule-unsent", "a CPU that is to reschedule is not interrupted", Moves,
            "            here.Kernel.Interprocessor.SendReschedule(target.Index);\n", "            _ = here.Kernel;\n"),
        Of("task-exited-is-asleep", "a task that exits looks like one that sleeps", Moves,
            "task.State.Exchange(TaskState.Exited);", "task.State.Exchange(TaskState.Blocked);"),
        Of("task-unblocked-always", "waking does not ask whether the task sleeps", Moves,
            "        if (!task.TryMove(TaskState.Blocked, TaskState.Ready))\n            return false;\n        CpuState here",
            "        task.State.Exchange(TaskState.Ready);\n        CpuState here"),
        Of("task-preempted-still-running", "a preempted task is not given free", Moves,
            "        current.State.Exchange(TaskState.Ready); // from here on another CPU may be given it\n", ""),
        Of("policy-gives-up-another", "the policy may give another task up than the one that sleeps", Wall,
            "if (dequeued != here.Running)", "if (dequeued is null)"),
        Of("policy-comes-back", "the policy may call the scheduler from inside", Wall,
            "        if (here.IsInPolicy)\n            throw Broken(\"the policy called back into the scheduler from one of its own methods\");\n", ""),
        Of("policy-keeps-guards", "the policy may come back with a lock held", Wall,
            "if (Task.Current.PreemptCount != here.GuardsBeforePolicy || here.IrqGuards != here.IrqGuardsBeforePolicy)", "if (here.IrqGuards < 0)"),
        Of("policy-names-any-cpu", "the policy may name a CPU that does not exist", Wall,
            "if (cpu < -1 || cpu >= here.Kernel.Machine.CpuCount)", "if (cpu < -1)"),
    ];

    private static Mutant Of(string name, string breaks, string file, string find, string replace) => new(name, 8, "scheduler", breaks, file, find, replace);
}
