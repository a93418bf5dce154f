namespace Ostd.Tasks;

/// <summary>
/// Atomic mode: a spin lock is held, interrupts are disabled, or an interrupt is being handled. Nothing may sleep there, since whoever
/// waits for the lock, or for the interrupt to end, would wait for the sleeper.
/// </summary>
public static class AtomicMode
{
    /// <summary>Whether the caller may not sleep. Any context.</summary>
    public static bool IsAtomic => Task.Current.PreemptCount != 0 || !Seam.Root.Machine.InterruptsEnabled;

    /// <summary>For the beginning of whatever sleeps in some of its cases: throws when the caller may not, naming what keeps it from it, also in the cases that would not have slept.</summary>
    /// <exception cref="OstdException">The caller is in atomic mode.</exception>
    public static void MightSleep(string operation)
    {
        Task task = Task.Current;
        if (task.PreemptCount != 0 || !task.Kernel.Machine.InterruptsEnabled)
            Check(task, operation);
    }

    private static void Check(Task task, string operation)
    {
        CpuState cpu = task.Cpu;
        if (!cpu.IsOnline)
            return; // the boot flow: nobody else runs yet, and it cannot be switched away from
        if (cpu.InterruptDepth != 0)
            throw cpu.SleepInHandler;
        throw new OstdException(OstdError.AtomicMode, $"{operation} may sleep, but {Culprit(task)}.");
    }

    /// <summary>A task that ends in atomic mode has lost a guard: whatever it protects would stay locked for ever.</summary>
    internal static void RefuseLostGuards(Task task)
    {
        if (task.PreemptCount != 0 || !task.Kernel.Machine.InterruptsEnabled)
            Panics.Panic.Stop($"A task ended in atomic mode: {Culprit(task)}. Guards are disposed on every path (`using`).");
    }

    private static string Culprit(Task task) => task.PreemptCount != 0
        ? $"{task} holds {task.PreemptCount} guard(s); the spin lock it took last was made at {task.LastSpinLock?.Origin ?? "(none)"}"
        : $"{task} has disabled interrupts";
}
