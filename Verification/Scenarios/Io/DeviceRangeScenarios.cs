using System.Collections.Generic;
using Ostd;
using Ostd.Io;
using Ostd.Model.Devices;
using Ostd.Sync;
using Ostd.Traps;
using Verification.Checking;

namespace Verification.Scenarios.Io;

/// <summary>Ports, device memory and interrupt lines that two CPUs want, use and give back at the same time.</summary>
internal static class DeviceRangeScenarios
{
    private const ushort FreePorts = 0x2f8;
    private const int Line = Vectors.FirstLine + 8;

    public static ScenarioDefinition OneGetsThem { get; } = new(
        "Of two clients that ask for overlapping ports one gets them", [7], "io", ScenarioMachine.Booted(cpus: 2) with { UsualEffort = (4_200, 450_000) },
        s => BuildOverlap(s, checksAlone: false), s => BuildOverlap(s, checksAlone: true), "io-taken-between");

    public static ScenarioDefinition NoStrangerAccess { get; } = new(
        "No access through a disposed handle reaches ports that somebody else has by then", [7], "io", ScenarioMachine.Booted(cpus: 2),
        s => BuildAccess(s, releasesAtOnce: false), s => BuildAccess(s, releasesAtOnce: true), "io-released-during-access");

    public static ScenarioDefinition LastShareFrees { get; } = new(
        "The last of two parts to be disposed frees the range, and only the last", [7], "io", ScenarioMachine.Booted(cpus: 2),
        s => BuildParts(s, uncounted: false), s => BuildParts(s, uncounted: true), "io-slice-uncounted");

    public static ScenarioDefinition HandlerOfTheDead { get; } = new(
        "A vector is somebody else's only when no handler of its last owner runs or will run", [3], "irq", ScenarioMachine.Booted(cpus: 2),
        s => BuildLine(s, forgetsUses: false), s => BuildLine(s, forgetsUses: true), "irq-disposed-handler-runs");

    public static IReadOnlyList<Checker> Checkers { get; } = [OneGetsThem.ToChecker(), NoStrangerAccess.ToChecker(), LastShareFrees.ToChecker(), HandlerOfTheDead.ToChecker()];

    private static void BuildOverlap(KernelScenario s, bool checksAlone)
    {
        int owners = 0;
        var taken = new AtomicInt32(0); // the twin's idea of a lock: look, then take
        for (int cpu = 0; cpu < 2; cpu++)
        {
            int start = FreePorts + 4 * cpu;
            s.OnCpu(cpu, () =>
            {
                if (checksAlone)
                {
                    if (taken.Load(MemoryOrder.SeqCst) != 0)
                        return;
                    taken.Store(1, MemoryOrder.SeqCst);
                    owners++;
                }
                else if (TryAcquire((ushort)start, 8) is not null)
                {
                    owners++;
                }
            });
        }
        s.AtEnd(() => s.Assert(owners == 1, $"one of two clients has the ports that both want, not {owners}"));
    }

    private static void BuildAccess(KernelScenario s, bool releasesAtOnce)
    {
        var bus = new OwnedPort();
        s.Machine.Attach(bus);
        IoPort first = IoPort.Acquire(FreePorts, 1);
        s.OnCpu(0, () =>
        {
            try
            {
                first.Write8(0, 1);
            }
            catch (OstdException e) when (e.Error == OstdError.Stale)
            {
            }
        }, "user");
        s.OnCpu(1, () =>
        {
            first.Dispose();
            // The twin believes that what it disposed is free.
            if (releasesAtOnce)
                s.Machine.Out8(FreePorts, 2);
            else
                TryAcquire(FreePorts, 1)?.Write8(0, 2);
        }, "disposer");
        s.AtEnd(() => s.Assert(!bus.SawStranger, "an access reached ports that somebody else had by then"));
    }

    private static void BuildParts(KernelScenario s, bool uncounted)
    {
        IoMem whole = IoMem.Acquire(0xe000_0000, 0x1000);
        IoMem part = whole.Slice(0, 8);
        if (uncounted)
            part.Dispose(); // as if it had not been counted
        bool isTaken = true;
        s.OnCpu(0, whole.Dispose, "the whole");
        s.OnCpu(1, () =>
        {
            isTaken = TryAcquireMemory() is null;
            s.Assert(isTaken, "the range is taken while a part of it is alive");
            part.Dispose();
        }, "the part");
        s.AtEnd(() => s.Assert(isTaken, "the range was taken"));
    }

    private static void BuildLine(KernelScenario s, bool forgetsUses)
    {
        var running = new AtomicInt32(0);
        IrqLine line = IrqLine.Alloc(Line);
        line.SetHandler(() =>
        {
            running.FetchAdd(1);
            running.FetchAdd(-1);
        });
        s.OnCpu(0, () =>
        {
            using IrqGuard guard = IrqGuard.Enter();
            s.Kernel.LocalApic.SendInterrupt(guard.Cpu.ApicId, Line);
        }, "device");
        s.OnCpu(1, () =>
        {
            line.Dispose();
            // The twin believes that a line is free when it was disposed.
            if (forgetsUses || TryAlloc())
                s.Assert(running.Load(MemoryOrder.SeqCst) == 0, "no handler of the last owner runs when the vector is free");
        }, "driver");
    }

    private static bool TryAlloc()
    {
        try
        {
            IrqLine.Alloc(Line);
            return true;
        }
        catch (OstdException e) when (e.Error == OstdError.NotEnoughResources)
        {
            return false;
        }
    }

    private static IoPort? TryAcquire(ushort start, int length)
    {
        try
        {
            return IoPort.Acquire(start, length);
        }
        catch (OstdException e) when (e.Error == OstdError.AccessDenied)
        {
            return null;
        }
    }

    private static IoMem? TryAcquireMemory()
    {
        try
        {
            return IoMem.Acquire(0xe000_0000, 0x1000);
        }
        catch (OstdException e) when (e.Error == OstdError.AccessDenied)
        {
            return null;
        }
    }

    /// <summary>A port that its first owner writes 1 to and its second 2. That the second writes, too, makes the order of the two accesses matter to the explorer.</summary>
    private sealed class OwnedPort : ModelDevice
    {
        private uint _last;

        public bool SawStranger { get; private set; }

        internal override bool TryWritePort(ushort port, int width, uint value)
        {
            if (port != FreePorts)
                return false;
            SawStranger |= value < _last;
            _last = value;
            return true;
        }
    }
}
