using Ostd.Panics;
using Ostd.Seam;

namespace Ostd.Timers;

/// <summary>
/// The 8254 interval timer of the first PCs: a known rate, to measure others against. Its channel 2 is wired to the speaker and started
/// and watched through port 61h (gate in bit 0, speaker in bit 1, output in bit 5), without interrupts.
/// </summary>
internal static class IntervalTimer
{
    private const ulong FrequencyHz = 1_193_182;
    private const ushort Channel2 = 0x42, Command = 0x43, Gate = 0x61;

    /// <summary>About 10 ms: long against the time of a port access, even an emulated one.</summary>
    private const ushort Count = 11_932;

    /// <summary>The shortest of several: a measurement that something interrupted is longer.</summary>
    private const int Rounds = 3;

    /// <summary>Reads of the output before the timer is taken for absent.</summary>
    private const int MaxPolls = 100_000_000;

    internal static ulong MeasureTsc(Machine machine)
    {
        ulong shortest = ulong.MaxValue;
        for (int round = 0; round < Rounds; round++)
            shortest = System.Math.Min(shortest, CountTicks(machine));
        return shortest * FrequencyHz / Count;
    }

    private static ulong CountTicks(Machine machine)
    {
        byte gate = (byte)(machine.In8(Gate) & ~0b11);
        machine.Out8(Gate, gate);
        machine.Out8(Command, 0b10_11_000_0); // channel 2, both bytes, mode 0: output rises when the count ends
        machine.Out8(Channel2, Count & 0xff);
        machine.Out8(Channel2, Count >> 8);
        machine.Out8(Gate, (byte)(gate | 1));
        ulong start = machine.ReadTsc();
        for (int polls = 0; (machine.In8(Gate) & 0x20) == 0; polls++)
        {
            if (polls == MaxPolls)
                Panic.Stop("The interval timer does not count, and nothing else says how fast the time-stamp counter is.");
        }
        return machine.ReadTsc() - start;
    }
}
