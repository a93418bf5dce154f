using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs of read-copy-update: values released under readers, or never.</summary>
internal static class Rcu
{
    private const string Grace = "Ostd/Sync/GracePeriods.cs", Cell = "Ostd/Sync/Rcu.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("rcu-reader-preemptible", "a guard does not keep the reader on its CPU", "Ostd/Tasks/CpuGuard.cs",
            "        task.DisablePreemption();\n        if (irq)", "        if (irq || task.PreemptCount++ < 0)"),
        Of("rcu-quiescent-in-reader", "an interrupt counts as a quiescent state although it interrupted a reader", "Ostd/Tasks/Scheduling.cs",
            "        if (!cpu.MayPreempt)\n            return;\n        cpu.Kernel.GracePeriods.PassQuiescentState(cpu);\n",
            "        cpu.Kernel.GracePeriods.PassQuiescentState(cpu);\n        if (!cpu.MayPreempt)\n            return;\n"),
        Of("rcu-awaits-nobody", "a grace period waits for the CPU that began it only", Grace,
            "_awaited.Store(_kernel.Online, MemoryOrder.SeqCst);", "_awaited.Store(CpuSet.Of(Task.Current.Cpu.Index), MemoryOrder.SeqCst);"),
        Of("rcu-joins-late", "what comes during a grace period is released at its end", Grace,
            "        _next.Add(callback);\n", "        if (_awaited.Load(MemoryOrder.Relaxed).IsEmpty)\n            _next.Add(callback);\n        else\n            _current.Add(callback);\n"),
        Of("rcu-rests-for-ever", "a CPU that wakes up still counts as resting", Grace,
            "        _resting.Remove(cpu.Index); // a full fence\n", ""),
        Of("rcu-leaves-rest-unfenced", "that a CPU rests no more is still in its store buffer when its handler reads", Grace,
            "        _resting.Remove(cpu.Index); // a full fence\n", "        _resting.Store(_resting.Load(MemoryOrder.Relaxed).Remove(cpu.Index), MemoryOrder.Release);\n"),
        Of("rcu-rest-unnoticed", "who begins a grace period waits for CPUs at rest, too", Grace,
            "if (_awaited.Remove(_resting.Load(MemoryOrder.SeqCst)).IsEmpty)", "if (_awaited.Load(MemoryOrder.SeqCst).IsEmpty)"),
        Of("rcu-rest-keeps-mark", "a CPU that goes to rest does not look whether it is awaited", Grace,
            "        cpu.IsResting = true;\n        PassQuiescentState(cpu);\n", "        cpu.IsResting = true;\n"),
        Of("rcu-next-forgotten", "what came during a grace period waits for ever", Grace,
            "        if (!_next.IsEmpty)\n            BeginLocked();\n", ""),
        Of("rcu-first-cpu-ends-it", "the first CPU that passes ends the grace period", Grace,
            "_awaited.Remove(cpu.Index).IsEmpty)", "!_awaited.Remove(CpuSet.First(CpuSet.MaxCpus)).Contains(cpu.Index))"),
        Of("rcu-released-at-once", "a replaced value is released without a grace period", Cell,
            "            Kernel.Current.GracePeriods.Defer(this);\n", "            Run();\n"),
        Of("rcu-runs-while-waiting", "callbacks are run while their grace period goes on", Grace,
            "        _current.TakeAll(ref _next);\n", "        _ripe.TakeAll(ref _next);\n        _hasRipe.Store(true, MemoryOrder.Relaxed);\n"),
    ];

    private static Mutant Of(string name, string breaks, string file, string find, string replace) => new(name, 0, "rcu", breaks, file, find, replace);
}
