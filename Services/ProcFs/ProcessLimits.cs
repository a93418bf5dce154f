using System.Text;
using Services.Processes;

namespace Services.ProcFs;

/// <summary>/proc/PID/limits.</summary>
internal static class ProcessLimits
{
    public static string Describe(Process process)
    {
        var text = new StringBuilder("Limit                     Soft Limit           Hard Limit           Units     \n");
        Line("Max cpu time", Resource.Cpu, "seconds");
        Line("Max file size", Resource.FileSize, "bytes");
        Line("Max data size", Resource.Data, "bytes");
        Line("Max stack size", Resource.Stack, "bytes");
        Line("Max core file size", Resource.Core, "bytes");
        Line("Max resident set", Resource.ResidentSet, "bytes");
        Line("Max processes", Resource.Processes, "processes");
        Line("Max open files", Resource.OpenFiles, "files");
        Line("Max locked memory", Resource.LockedMemory, "bytes");
        Line("Max address space", Resource.AddressSpace, "bytes");
        Line("Max file locks", Resource.Locks, "locks");
        Line("Max pending signals", Resource.PendingSignals, "signals");
        Line("Max msgqueue size", Resource.MessageQueue, "bytes");
        Line("Max nice priority", Resource.Nice, "");
        Line("Max realtime priority", Resource.RealtimePriority, "");
        Line("Max realtime timeout", Resource.RealtimeTime, "us");
        return text.ToString();

        void Line(string name, Resource resource, string unit)
        {
            ResourceLimit limit = process.Limits[resource];
            text.Append(name.PadRight(26)).Append(Show(limit.Current).PadRight(21)).Append(Show(limit.Maximum).PadRight(21)).Append(unit.PadRight(10)).Append('\n');
        }
    }

    private static string Show(ulong value) => value == ResourceLimit.Infinity ? "unlimited" : value.ToString();
}
