using Ostd.Seam;
using Ostd.Tasks;

namespace Ostd.Traps;

/// <summary>
/// Interrupts are off on the executing CPU until disposed. Nests; the order of disposal does not matter, since only the last one to go
/// restores what the first one found.
/// </summary>
internal ref struct IrqGuard
{
    private CpuState? _cpu;

    internal readonly CpuState Cpu => _cpu!;

    internal static IrqGuard Enter() => new() { _cpu = Disable() };

    public void Dispose()
    {
        if (_cpu is not { } cpu)
            return;
        _cpu = null;
        Restore(cpu);
    }

    internal static CpuState Disable()
    {
        Machine machine = Root.Machine;
        bool wereEnabled = machine.InterruptsEnabled;
        machine.DisableInterrupts();
        CpuState cpu = Task.Current.Cpu;
        if (cpu.IrqGuards++ == 0)
            cpu.EnableAfterGuards = wereEnabled;
        return cpu;
    }

    internal static void Restore(CpuState cpu)
    {
        if (--cpu.IrqGuards != 0 || !cpu.EnableAfterGuards)
            return;
        bool reschedule = cpu.NeedReschedule.Load(Sync.MemoryOrder.Relaxed);
        Root.Machine.EnableInterrupts();
        if (reschedule)
            Scheduling.PreemptIfAllowed();
    }
}
