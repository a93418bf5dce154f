using System;
using System.Collections.Generic;
using Internal.Runtime;
using Ostd.Sync;
using Ostd.Tasks;
using Verification.Checking;

namespace Verification.Scenarios.Statics;

/// <summary>Static constructors that several tasks want at once: the rules at <see cref="ClassConstruction"/>, on the kernel's own code for them.</summary>
internal static class StaticConstructorScenarios
{
    private const int Constructed = 7;

    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        new ScenarioDefinition(
            "Of two CPUs that want a class one constructs it, and the other sees what the constructor stored", [], "statics", ScenarioMachine.Bare(cpus: 2),
            BuildSame, KilledMutant: "class-clears-word-first").ToChecker(),
        new ScenarioDefinition(
            "A static constructor that uses its own class goes on, and others wait", [], "statics", ScenarioMachine.Bare(cpus: 2),
            BuildRecursion, KilledMutant: "class-cleared-by-recursion").ToChecker(),
        new ScenarioDefinition(
            "Two classes that need each other are constructed, though each on a CPU of its own", [], "statics", ScenarioMachine.Bare(cpus: 2),
            BuildCircle, KilledMutant: "class-circle-unseen").ToChecker(),
        new ScenarioDefinition(
            "All who want a class whose constructor throws get the same exception", [], "statics", ScenarioMachine.Bare(cpus: 2),
            BuildFailure, KilledMutant: "class-failure-recorded-late").ToChecker(),
        new ScenarioDefinition(
            "A class is waited for in atomic mode while another CPU constructs it", [], "statics", ScenarioMachine.Tasks(cpus: 2),
            BuildAtomic, KilledMutant: "class-wait-yields-in-atomic-mode").ToChecker(),
        new ScenarioDefinition(
            "Who waits for a class lets the task that constructs it run", [], "statics", ScenarioMachine.Booted(cpus: 1) with { EndsTasks = true },
            BuildYield, KilledMutant: "class-wait-keeps-cpu").ToChecker(),
    ];

    private static void BuildSame(KernelScenario s)
    {
        var subject = new Class(s);
        for (int cpu = 0; cpu < 2; cpu++)
            s.OnCpu(cpu, subject.Use);
        s.AtEnd(subject.ClaimOnce);
    }

    private static void BuildRecursion(KernelScenario s)
    {
        Class? subject = null;
        subject = new Class(s, construct: () =>
        {
            subject!.All.Use(0);
            s.Assert(subject.Seen == 0, "a constructor sees its own class as far as it has come");
        });
        for (int cpu = 0; cpu < 2; cpu++)
            s.OnCpu(cpu, subject.Use);
        s.AtEnd(subject.ClaimOnce);
    }

    private static void BuildCircle(KernelScenario s)
    {
        ModelClasses? classes = null;
        var fields = new AtomicInt32[] { new(0), new(0) };
        int[] seen = new int[2], runs = new int[2];
        classes = new ModelClasses(s.Kernel, () => Construct(0), () => Construct(1));
        for (int cpu = 0; cpu < 2; cpu++)
        {
            int mine = cpu;
            s.OnCpu(cpu, () =>
            {
                classes.Use(mine);
                s.Assert(fields[mine].Load(MemoryOrder.Relaxed) == Constructed, "who asked from outside sees the class constructed");
            });
        }
        s.AtEnd(() =>
        {
            s.Assert(runs[0] == 1 && runs[1] == 1, "each constructor ran once");
            s.Assert((seen[0] == 0) != (seen[1] == 0), "one of the two gave way, and saw the other class half constructed; not both");
        });

        void Construct(int mine)
        {
            runs[mine]++;
            classes!.Use(1 - mine);
            seen[mine] = fields[1 - mine].Load(MemoryOrder.Relaxed);
            fields[mine].Store(Constructed, MemoryOrder.Relaxed);
        }
    }

    private static void BuildFailure(KernelScenario s)
    {
        var seen = new Exception?[3];
        var subject = new Class(s, construct: static () => throw new InvalidOperationException("doomed"));
        for (int cpu = 0; cpu < 2; cpu++)
        {
            int me = cpu;
            s.OnCpu(cpu, () =>
            {
                Try(me);
                if (me == 0)
                    Try(2);
            });
        }
        s.AtEnd(() =>
        {
            s.Assert(subject.Runs == 1, "the constructor ran once");
            s.Assert(seen[0] is TypeInitializationException { InnerException.Message: "doomed" }, "the exception says why");
            s.Assert(seen[1] == seen[0] && seen[2] == seen[0], "everybody got the same exception, and later ones do");
        });

        void Try(int slot)
        {
            try
            {
                subject.All.Use(0);
            }
            catch (TypeInitializationException e)
            {
                seen[slot] = e;
            }
        }
    }

    private static void BuildAtomic(KernelScenario s)
    {
        var subject = new Class(s);
        s.OnCpu(0, subject.Use, "constructs, or waits");
        s.OnCpu(1, () =>
        {
            using (PreemptGuard.Enter())
                subject.Use();
        }, "waits in atomic mode, or constructs");
        s.AtEnd(subject.ClaimOnce);
    }

    // The first task gives the CPU away in the middle of the constructor; the other one gives it back instead of spinning.
    private static void BuildYield(KernelScenario s)
    {
        var subject = new Class(s, construct: Task.Yield);
        s.OnCpu(0, () =>
        {
            s.Spawn(0, subject.Use, "waits");
            subject.Use();
        }, "constructs");
        s.AtEnd(subject.ClaimOnce);
    }

    /// <summary>A class with one static field, which its constructor sets last.</summary>
    private sealed class Class
    {
        private readonly KernelScenario _scenario;
        private AtomicInt32 _field = new(0);

        public Class(KernelScenario s, Action? construct = null)
        {
            _scenario = s;
            All = new ModelClasses(s.Kernel, () =>
            {
                Runs++;
                construct?.Invoke();
                _field.Store(Constructed, MemoryOrder.Relaxed);
            });
        }

        /// <summary>It is number 0.</summary>
        public ModelClasses All { get; }

        public int Runs { get; private set; }

        public int Seen => _field.Load(MemoryOrder.Relaxed);

        public void Use()
        {
            All.Use(0);
            _scenario.Assert(Seen == Constructed, "who may use a class sees what its constructor stored");
        }

        public void ClaimOnce() => _scenario.Assert(Runs == 1, "the constructor ran once");
    }
}
