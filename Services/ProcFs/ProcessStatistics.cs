using System.Text;
using Ostd.Frames;
using Services.Linux;
using Services.Memory;
using Services.Processes;
using Services.Signals;

namespace Services.ProcFs;

/// <summary>/proc/PID/stat and statm: numbers for ps and top.</summary>
internal static class ProcessStatistics
{
    private const ulong NsPerTick = 1_000_000_000 / CpuTimes.TicksPerSecond;
    private const int NormalPriority = 20;

    /// <summary>R, S, T or Z. A process that is not the caller's is taken to sleep: the framework does not say who runs.</summary>
    public static char StateOf(Process process) =>
        process.IsZombie ? 'Z'
        : process.IsStopped ? 'T'
        : Thread.CurrentOrNull?.Process == process ? 'R'
        : 'S';

    public static string Stat(Process process)
    {
        AddressSpace? space = process.Space;
        ProgramImage? program = process.Program;
        CpuTimes own = process.CpuTimes;
        CpuTimes children = process.ReapedChildren;
        IControllingTerminal? terminal = process.Session.Terminal;
        var text = new StringBuilder();
        text.Append($"{process.Pid} ({process.Name}) {StateOf(process)}");
        Add(process.Parent?.Pid ?? 0);
        Add(process.Group.Id);
        Add(process.Session.Id);
        Add((long)(terminal?.DeviceNumber ?? 0));
        Add(terminal?.ForegroundGroupId ?? -1);
        Add(0); // flags
        AddZeros(4); // page faults
        Add((long)own.UserTicks);
        Add((long)own.SystemTicks);
        Add((long)children.UserTicks);
        Add((long)children.SystemTicks);
        Add(NormalPriority);
        Add(0); // nice
        Add(process.ThreadCount);
        Add(0);
        Add((long)(process.StartTimeNs / NsPerTick));
        Add((space?.MappedPages ?? 0) * Page.Size);
        Add(space?.ResidentPages ?? 0);
        text.Append(' ').Append(process.Limits.Of(Resource.ResidentSet).ToString());
        AddZeros(5); // code, stack, registers: not told to others
        Add((long)(process.SharedPending.Set | process.Leader.Pending.Set).Bits);
        Add((long)process.Leader.Blocked.Bits);
        Add((long)ProcessStatus.Ignored(process).Bits);
        Add((long)ProcessStatus.Caught(process).Bits);
        AddZeros(3); // where it waits, swapped pages
        Add((int)process.ExitSignal);
        AddZeros(6); // processor, real time, delays, guests
        AddZeros(3); // data and heap
        Add((long)(program?.ArgumentsStart ?? 0));
        Add((long)(program?.ArgumentsEnd ?? 0));
        Add((long)(program?.EnvironmentStart ?? 0));
        Add((long)(program?.EnvironmentEnd ?? 0));
        Add(process.IsZombie ? process.ExitStatus : 0);
        return text.Append('\n').ToString();

        void Add(long number) => text.Append(' ').Append(number.ToString());
        void AddZeros(int count)
        {
            for (; count > 0; count--)
                text.Append(" 0");
        }
    }

    /// <summary>Pages: all, resident, shared, text, libraries, data, dirty.</summary>
    public static string Memory(Process process) => process.Space is { } space
        ? $"{space.MappedPages} {space.ResidentPages} 0 0 0 {space.DataPages} 0\n"
        : "0 0 0 0 0 0 0\n";
}
