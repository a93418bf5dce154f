using Ostd.Seam;
using Ostd.Traps;

namespace Ostd.Timers;

/// <summary>Each CPU's own timer: interrupts once, at a time on the clock. By comparing with the time-stamp counter where the CPU can, else by counting down.</summary>
internal sealed class TimerDevice
{
    private const uint TscDeadlineMsr = 0x6e0;

    /// <summary>How long the counter is watched to learn its rate.</summary>
    private const ulong CalibrationNs = 1_000_000;

    private readonly Machine _machine;
    private readonly LocalApic _apic;
    private readonly TscClock _clock;
    private readonly bool _hasDeadline;

    // Counts per nanosecond with 32 binary places, when there is no deadline mode.
    private readonly ulong _countsPerNs;

    internal TimerDevice(Machine machine, LocalApic apic, TscClock clock)
    {
        _machine = machine;
        _apic = apic;
        _clock = clock;
        machine.Cpuid(1, 0, out _, out _, out uint features, out _);
        _hasDeadline = (features & (1 << 24)) != 0;
        if (!_hasDeadline)
            _countsPerNs = Calibrate();
    }

    internal void EnableOnThisCpu() => _apic.EnableTimer(_hasDeadline);

    /// <summary>Interrupts this CPU at a monotonic time, or at once when it has passed; replaces what was set before. May come early when it is far away.</summary>
    internal void Set(ulong deadlineNs)
    {
        if (_hasDeadline)
        {
            ulong tsc = _clock.TscAt(deadlineNs);
            _machine.WriteMsr(TscDeadlineMsr, tsc == 0 ? 1 : tsc); // 0 would disarm it
            return;
        }
        ulong now = _clock.NowNs;
        ulong ns = deadlineNs > now ? deadlineNs - now : 0;
        ulong counts = ns >= 1UL << 30 ? uint.MaxValue : ns * _countsPerNs >> 32;
        _apic.SetTimer(counts == 0 ? 1 : counts > uint.MaxValue ? uint.MaxValue : (uint)counts);
    }

    private ulong Calibrate()
    {
        _apic.EnableTimer(tscDeadline: false, masked: true);
        _apic.SetTimer(uint.MaxValue);
        ulong start = _clock.NowNs;
        ulong elapsed;
        do
        {
            _machine.Pause();
            elapsed = _clock.NowNs - start;
        }
        while (elapsed < CalibrationNs);
        ulong counts = uint.MaxValue - _apic.TimerCount;
        _apic.SetTimer(0);
        return (counts << 32) / elapsed;
    }
}
