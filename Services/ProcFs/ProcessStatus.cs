using System.Text;
using Ostd;
using Ostd.Frames;
using Services.Processes;
using Services.Signals;

namespace Services.ProcFs;

/// <summary>/proc/PID/status: for people.</summary>
internal static class ProcessStatus
{
    private const long KibibytesPerPage = Page.Size / 1024;

    public static string Describe(Process process)
    {
        Credentials who = process.Credentials;
        var text = new StringBuilder();
        Line("Name", process.Name);
        Line("Umask", Octal(process.FsContext?.Umask ?? 0));
        Line("State", ProcessStatistics.StateOf(process) switch
        {
            'R' => "R (running)",
            'T' => "T (stopped)",
            'Z' => "Z (zombie)",
            _ => "S (sleeping)",
        });
        Line("Tgid", process.Pid.ToString());
        Line("Pid", process.Pid.ToString());
        Line("PPid", (process.Parent?.Pid ?? 0).ToString());
        Line("TracerPid", "0");
        Line("Uid", $"{who.Uid}\t{who.EffectiveUid}\t{who.SavedUid}\t{who.FileUid}");
        Line("Gid", $"{who.Gid}\t{who.EffectiveGid}\t{who.SavedGid}\t{who.FileGid}");
        Line("FDSize", (process.Files?.Size ?? 0).ToString());
        text.Append("Groups:\t");
        foreach (uint group in who.Groups)
            text.Append(group.ToString()).Append(' ');
        text.Append('\n');
        if (process.Space is { } space)
        {
            Size("VmPeak", space.MappedPages);
            Size("VmSize", space.MappedPages);
            Size("VmHWM", space.PeakResidentPages);
            Size("VmRSS", space.ResidentPages);
            Size("VmData", space.DataPages);
        }
        Line("Threads", process.ThreadCount.ToString());
        Line("SigQ", $"0/{process.Limits.Of(Resource.PendingSignals)}");
        Mask("SigPnd", process.Leader.Pending.Set.Bits);
        Mask("ShdPnd", process.SharedPending.Set.Bits);
        Mask("SigBlk", process.Leader.Blocked.Bits);
        Mask("SigIgn", Ignored(process).Bits);
        Mask("SigCgt", Caught(process).Bits);
        Mask("CapInh", who.Inheritable.Bits);
        Mask("CapPrm", who.Permitted.Bits);
        Mask("CapEff", who.Effective.Bits);
        Mask("CapBnd", who.Bounding.Bits);
        Mask("CapAmb", who.Ambient.Bits);
        int cpus = Kernel.Current.CpuCount;
        Line("Cpus_allowed_list", cpus == 1 ? "0" : $"0-{cpus - 1}");
        Line("voluntary_ctxt_switches", "0");
        Line("nonvoluntary_ctxt_switches", "0");
        return text.ToString();

        void Line(string name, string value) => text.Append(name).Append(":\t").Append(value).Append('\n');
        void Size(string name, long pages) => text.Append(name).Append(":\t").Append((pages * KibibytesPerPage).ToString().PadLeft(8)).Append(" kB\n");
        void Mask(string name, ulong bits) => Line(name, bits.ToString("x16"));
    }

    public static SignalSet Ignored(Process process) => SignalsWhere(process, static action => action.IsIgnore);
    public static SignalSet Caught(Process process) => SignalsWhere(process, static action => !action.IsIgnore && !action.IsDefault);

    private static SignalSet SignalsWhere(Process process, System.Func<SigAction, bool> holds)
    {
        SignalSet set = SignalSet.Empty;
        for (int number = 1; number <= SignalActions.SignalCount; number++)
        {
            if (holds(process.Actions[(Signal)number]))
                set |= SignalSet.Of((Signal)number);
        }
        return set;
    }

    private static string Octal(uint bits) => "0" + (char)('0' + (bits >> 6 & 7)) + (char)('0' + (bits >> 3 & 7)) + (char)('0' + (bits & 7));
}
