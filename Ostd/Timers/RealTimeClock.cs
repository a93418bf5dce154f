using Ostd.Seam;

namespace Ostd.Timers;

/// <summary>
/// The battery-backed clock of the PC (MC146818 and successors): read once, at boot. Registers through ports 70h (index) and 71h (datum).
/// </summary>
internal static class RealTimeClock
{
    private const ushort Index = 0x70, Data = 0x71;
    private const byte Seconds = 0, Minutes = 2, Hours = 4, Day = 7, Month = 8, Year = 9, StatusA = 10, StatusB = 11;
    private const byte UpdateInProgress = 0x80, Hours24 = 2, Binary = 4, Afternoon = 0x80;

    /// <summary>An update takes 2 ms; a clock that never gets ready is read as it is.</summary>
    private const int MaxPolls = 100_000;

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    internal static ulong ReadNs(Machine machine)
    {
        (int, int, int, int, int, int) time, again = Read(machine);
        int attempts = 0;
        do
        {
            time = again;
            again = Read(machine);
        }
        while (time != again && ++attempts < 4); // it changed while it was read
        (int year, int month, int day, int hour, int minute, int second) = time;
        long seconds = DaysSince1970(year, month, day) * 86400L + hour * 3600 + minute * 60 + second;
        return seconds < 0 ? 0 : (ulong)seconds * 1_000_000_000;
    }

    /// <summary>Days from 1970-01-01 in the Gregorian calendar; months are counted from March so that the leap day comes last.</summary>
    internal static long DaysSince1970(int year, int month, int day)
    {
        int shifted = month > 2 ? year : year - 1;
        int monthFromMarch = (month + 9) % 12;
        return 365L * shifted + shifted / 4 - shifted / 100 + shifted / 400 + (monthFromMarch * 153 + 2) / 5 + day - 719469;
    }

    private static (int, int, int, int, int, int) Read(Machine machine)
    {
        for (int polls = 0; polls < MaxPolls && (Register(machine, StatusA) & UpdateInProgress) != 0; polls++)
            machine.Pause();
        byte format = Register(machine, StatusB);
        byte hours = Register(machine, Hours);
        int hour = Number((byte)(hours & ~Afternoon), format);
        if ((format & Hours24) == 0)
            hour = hour % 12 + ((hours & Afternoon) != 0 ? 12 : 0);
        return (2000 + Number(Register(machine, Year), format), Number(Register(machine, Month), format), Number(Register(machine, Day), format),
            hour, Number(Register(machine, Minutes), format), Number(Register(machine, Seconds), format));
    }

    private static int Number(byte value, byte format) => (format & Binary) != 0 ? value : (value >> 4) * 10 + (value & 15);

    private static byte Register(Machine machine, byte register)
    {
        machine.Out8(Index, register);
        return machine.In8(Data);
    }
}
