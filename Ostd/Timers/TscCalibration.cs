using Ostd.Seam;

namespace Ostd.Timers;

/// <summary>How fast the time-stamp counter counts.</summary>
internal static class TscCalibration
{
    /// <summary>Ticks a second: as the CPU or the hypervisor says, else measured.</summary>
    internal static ulong Measure(Machine machine)
    {
        machine.Cpuid(0, 0, out uint lastLeaf, out _, out _, out _);
        if (lastLeaf >= 0x15)
        {
            // Ratio of the counter to the crystal clock, and the crystal's rate.
            machine.Cpuid(0x15, 0, out uint denominator, out uint numerator, out uint crystalHz, out _);
            if (denominator != 0 && numerator != 0 && crystalHz != 0)
                return (ulong)crystalHz * numerator / denominator;
        }
        machine.Cpuid(1, 0, out _, out _, out uint features, out _);
        if ((features & 1u << 31) != 0)
        {
            machine.Cpuid(0x4000_0000, 0, out uint lastHypervisorLeaf, out _, out _, out _);
            if (lastHypervisorLeaf is >= 0x4000_0010 and < 0x4000_1000)
            {
                machine.Cpuid(0x4000_0010, 0, out uint kilohertz, out _, out _, out _);
                if (kilohertz != 0)
                    return kilohertz * 1000UL;
            }
        }
        return IntervalTimer.MeasureTsc(machine);
    }
}
