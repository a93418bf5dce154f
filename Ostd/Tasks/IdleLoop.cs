using Ostd.Seam;

namespace Ostd.Tasks;

/// <summary>What a CPU does when the policy has no task for it.</summary>
internal static class IdleLoop
{
    /// <summary>Turns the boot flow of a CPU into its idle task. Never returns.</summary>
    internal static void Run(CpuState cpu)
    {
        Machine machine = cpu.Kernel.Machine;
        cpu.IsOnline = true;
        while (true)
        {
            cpu.Kernel.Reaper.Reap();
            cpu.Kernel.GracePeriods.RunRipe();
            machine.DisableInterrupts();
            Scheduling.PickFromIdleOff(cpu);
            // A task that is enqueued from here on sends an interrupt, which waits until the machine halts (sti; hlt is one step).
            if (cpu.Kernel.GracePeriods.TryRest(cpu))
                machine.EnableInterruptsAndHalt();
            else
                machine.EnableInterrupts();
        }
    }
}
