using Ostd;
using Ostd.Model;
using Ostd.Sync;
using Ostd.Tasks;

namespace Invariants;

/// <summary>
/// Abstract specification. Let C be the CPUs that are up, T the tasks (one idle task for each CPU among them).
/// <code>
///   state      on : T → C ∪ {none}              the running word
///              st : T → {Blocked, Ready, Running, Exited}
///              executes : C → T                 whose registers and stack the CPU has (of the machine, not of the framework's opinion)
///
///   always     executes is injective                                                  no task on two CPUs
///              ∀ c: on(executes(c)) = c                                               who executes has claimed the CPU
///              ∀ c: |{t : on(t) = c}| ≤ 2, two only while c switches                  the one that comes, the one that is being saved
///              ∀ c with interrupts enabled:                                           so not in the middle of a switch
///                  c believes that executes(c) runs, and so does executes(c);
///                  st(executes(c)) = Running                                          not one that sleeps, or has exited
///
///   moves      claim(t, c)    on(t) = none, st(t) = Running  ⟶  on(t) := c            t was picked: Ready ⟶ Running, by one CPU
///              switch(c, t)   on(t) = c                      ⟶  executes(c) := t
///              release(c, t)  executes(c) ≠ t, on(t) = c     ⟶  on(t) := none          by the successor, on the new stack
/// </code>
/// </summary>
internal sealed class Invariant08OneCpuPerTask : Invariant
{
    public override int Number => 8;

    public override string Statement => "At any time a task runs on at most one CPU.";

    public override string Section => "4, policy injection: the scheduler (Table 4)";

    public override string NotCovered =>
        "Fairness: a policy may starve a task. What a CPU does between two visible operations. That the machine's own context switch saves and restores every register is the metal's tests.";

    public override void Check(Kernel kernel, ModelMachine machine)
    {
        for (int index = 0; index < machine.CpuCount; index++)
        {
            ModelCpu cpu = machine.CpuAt(index);
            if (cpu.Context is not { } context)
                continue; // not started
            for (int other = 0; other < index; other++)
            {
                if (machine.CpuAt(other).Context == context)
                    Violated($"CPU {other} and CPU {index} execute the same context ({Name(kernel, context)})");
            }
            // The boot flow has no task before it has adopted its CPU.
            if (TaskOf(kernel, context) is { } task)
                CheckCpu(kernel, index, cpu, task);
        }
        CheckClaims(kernel);
    }

    private void CheckCpu(Kernel kernel, int index, ModelCpu cpu, Task executes)
    {
        int word = executes.RunningOn.Load(MemoryOrder.Relaxed);
        if (word != index + 1)
            Violated($"{executes} executes on CPU {index}, but its running word says {Describe(word)}");
        if (!cpu.InterruptFlag)
            return; // it may be switching
        CpuState state = kernel.Cpus[index];
        if (state.Running != executes || cpu.Local != executes)
            Violated($"CPU {index} executes {executes}, but believes that it runs {state.Running} and is bound to {cpu.Local}");
        if (executes.Cpu != state)
            Violated($"{executes} executes on CPU {index}, but believes that it is on CPU {executes.Cpu.Index}");
        if (executes.State.Load(MemoryOrder.Relaxed) != TaskState.Running)
            Violated($"{executes} executes on CPU {index} with interrupts enabled, but it {executes.DescribeState()}");
    }

    private void CheckClaims(Kernel kernel)
    {
        System.Span<int> claims = stackalloc int[kernel.CpuCount];
        for (Task? task = kernel.Tasks.FirstWhileStopped; task is not null; task = task.NextInRegistry)
        {
            int word = task.RunningOn.Load(MemoryOrder.Relaxed);
            if (word < 0 || word > kernel.CpuCount)
                Violated($"the running word of {task} is {word}, and there is no such CPU");
            if (word == 0)
                continue;
            if (++claims[word - 1] > 2)
                Violated($"more than two tasks claim CPU {word - 1}; one of them is {task}");
        }
        for (int cpu = 0; cpu < claims.Length; cpu++)
        {
            if (kernel.Cpus[cpu] is not { Pending: { } pending })
                continue;
            if (pending.State.Load(MemoryOrder.Relaxed) != TaskState.Running)
                Violated($"CPU {cpu} waits for {pending}, which {pending.DescribeState()}");
            for (int other = 0; other < cpu; other++)
            {
                if (kernel.Cpus[other]?.Pending == pending)
                    Violated($"CPU {other} and CPU {cpu} both wait to run {pending}");
            }
        }
    }

    private static Task? TaskOf(Kernel kernel, ModelContext context)
    {
        for (Task? task = kernel.Tasks.FirstWhileStopped; task is not null; task = task.NextInRegistry)
        {
            if (task.Context == context)
                return task;
        }
        return null;
    }

    private static string Name(Kernel kernel, ModelContext context) => TaskOf(kernel, context)?.ToString() ?? "a boot flow";

    private static string Describe(int word) => word == 0 ? "no CPU" : $"CPU {word - 1}";
}
