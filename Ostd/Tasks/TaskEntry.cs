namespace Ostd.Tasks;

/// <summary>Where a new kernel context begins.</summary>
internal static class TaskEntry
{
    /// <summary>Called by the machine on the new stack, with interrupts disabled. Never returns.</summary>
    internal static void Run()
    {
        Scheduling.FinishSwitch();
        Task task = Task.Current;
        task.Kernel.Machine.EnableInterrupts();
        task.Kernel.GracePeriods.RunRipe();
        task.RunBody();
        AtomicMode.RefuseLostGuards(task);
        Scheduling.ExitCurrent();
    }
}
