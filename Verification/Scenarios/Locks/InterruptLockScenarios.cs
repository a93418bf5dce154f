using Ostd.Sync;
using Ostd.Traps;

namespace Verification.Scenarios.Locks;

/// <summary>A spin lock that an interrupt handler takes, too.</summary>
internal static class InterruptLockScenarios
{
    public static ScenarioDefinition HandlerIsKeptOut { get; } = new(
        "A spin lock for interrupts keeps the handler out, on its own CPU too", [], "locks", ScenarioMachine.Booted(cpus: 2),
        s => Build(s, irq: true), s => Build(s, irq: false));

    private static void Build(KernelScenario s, bool irq)
    {
        var guard = new SpinLock(irq);
        var inside = new AtomicInt32(0);
        IrqLine line = IrqLine.Alloc();
        line.SetHandler(Enter);
        s.OnCpu(0, () => s.Kernel.LocalApic.SendInterrupt(s.Kernel.Cpus[1].ApicId, line.Vector), "device");
        s.OnCpu(1, Enter, "driver");

        void Enter()
        {
            using SpinLock.Guard held = guard.Lock();
            s.Assert(inside.FetchAdd(1) == 0, "one at a time is inside");
            inside.FetchAdd(-1);
        }
    }
}
