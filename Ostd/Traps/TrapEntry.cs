using System;
using Ostd.Panics;
using Ostd.Tasks;

namespace Ostd.Traps;

/// <summary>Where the machine delivers interrupts: the metal's stubs and the model machine alike.</summary>
internal static class TrapEntry
{
    /// <summary>
    /// Handles one interrupt, on top of the interrupted task, with interrupts disabled. Before it returns into the kernel, another task may
    /// run; a return to user mode is the business of <see cref="User.UserMode"/>, which looks for that itself.
    /// </summary>
    internal static void Interrupt(int vector, bool fromUser)
    {
        Task task = Task.Current;
        CpuState cpu = task.Cpu;
        if (cpu.IsResting)
            cpu.Kernel.GracePeriods.LeaveRest(cpu);
        int guards = task.PreemptCount;
        int irqGuards = cpu.IrqGuards;
        cpu.InterruptDepth++;
        try
        {
            Dispatch(cpu, vector, fromUser);
        }
        catch (Exception e)
        {
            Panic.Stop($"The handler of interrupt vector {vector:x} threw {e.GetType().Name}: {e.Message}. Handlers must not throw.");
        }
        if (task.PreemptCount != guards || cpu.IrqGuards != irqGuards)
            Panic.Stop($"The handler of interrupt vector {vector:x} returned with a guard that it did not dispose; the spin lock it took last was made at {task.LastSpinLock?.Origin ?? "(none)"}.");
        // Spurious interrupts, the local APIC's and those of the legacy controllers, are not in service: an end of interrupt would end another one.
        if (vector != Vectors.Spurious && (vector >= Vectors.FirstLine || cpu.Kernel.LocalApic.IsInService(vector)))
            cpu.Kernel.LocalApic.EndOfInterrupt();
        cpu.InterruptDepth--;
        if (!fromUser)
            Scheduling.PreemptOff(cpu);
    }

    private static void Dispatch(CpuState cpu, int vector, bool fromUser)
    {
        switch (vector)
        {
            case Vectors.Timer:
                cpu.Timers.OnInterrupt(fromUser);
                break;
            case Vectors.Reschedule:
            case Vectors.Spurious:
                break; // what there is to do is done at the return
            case Vectors.CrossCall:
                cpu.Kernel.Interprocessor.RunInbox(cpu);
                break;
            default:
                cpu.Kernel.Irqs.Raise(vector);
                break;
        }
    }
}
