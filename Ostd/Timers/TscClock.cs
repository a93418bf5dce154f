using System;
using Ostd.Seam;

namespace Ostd.Timers;

/// <summary>
/// The time-stamp counter as nanoseconds. It is taken to count at a constant rate, in step on all CPUs, as on every machine of the last fifteen years and
/// in every emulator.
/// </summary>
internal sealed class TscClock
{
    private readonly Machine _machine;
    private readonly ulong _start;

    // ns = ticks × _nsPerTick >> 32, and back. Both products have 128 bits: no overflow in the lifetime of any machine.
    private readonly ulong _nsPerTick;
    private readonly ulong _ticksPerNs;

    internal TscClock(Machine machine, ulong frequencyHz, ulong realtimeAtBootNs)
    {
        _machine = machine;
        _start = machine.BootInfo.StartTsc;
        FrequencyHz = frequencyHz;
        RealtimeAtBootNs = realtimeAtBootNs;
        _nsPerTick = Ratio(1_000_000_000, frequencyHz);
        _ticksPerNs = Ratio(frequencyHz, 1_000_000_000);
    }

    internal ulong FrequencyHz { get; }
    internal ulong RealtimeAtBootNs { get; }
    internal ulong NowNs => Scale(_machine.ReadTsc() - _start, _nsPerTick);

    /// <summary>The counter's value when the clock says <paramref name="ns"/>; the largest value when that is never.</summary>
    internal ulong TscAt(ulong ns) => ns >= ulong.MaxValue >> 8 ? ulong.MaxValue : _start + Scale(ns, _ticksPerNs);

    // numerator / denominator with 32 binary places; both fit 34 bits.
    private static ulong Ratio(ulong numerator, ulong denominator)
    {
        ulong whole = numerator / denominator;
        ulong rest = numerator % denominator;
        return (whole << 32) + (rest << 30) / denominator * 4;
    }

    private static ulong Scale(ulong value, ulong ratio)
    {
        ulong high = Math.BigMul(value, ratio, out ulong low);
        return (high << 32) | (low >> 32);
    }
}
