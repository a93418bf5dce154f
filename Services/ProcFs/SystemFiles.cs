using System;
using System.Collections.Generic;
using System.Text;
using Ostd;
using Ostd.Timers;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.ProcFs;

/// <summary>The files of /proc that tell about the system as a whole.</summary>
internal static class SystemFiles
{
    private const ulong NsPerSecond = 1_000_000_000;

    public static void AddTo(ProcFileSystem fileSystem, List<ProcEntry> entries)
    {
        Add("cmdline", () => Kernel.Current.BootInfo.CommandLine + "\n");
        Add("cpuinfo", CpuInfo.Describe);
        Add("devices", Devices);
        Add("filesystems", FileSystems);
        Add("loadavg", LoadAverage);
        Add("meminfo", MemoryInfo);
        Add("stat", Statistics);
        Add("uptime", Uptime);
        Add("version", static () => Version);
        AddLink("mounts", () => "self/mounts");
        AddLink("self", () => Thread.CurrentOrNull?.Process.Pid.ToString());
        AddLink("thread-self", () => Thread.CurrentOrNull is { } thread ? $"{thread.Process.Pid}/task/{thread.Tid}" : null);

        void Add(string name, Func<string> read) => entries.Add(new ProcEntry(name, ProcText.Of(fileSystem, read)));
        void AddLink(string name, Func<string?> target) => entries.Add(new ProcEntry(name, new ProcLink(fileSystem, fileSystem.NextNumber(), target)));
    }

    private static string Version => $"{SystemNames.SystemName} version {SystemNames.Release} {SystemNames.Version}\n";

    private static string MemoryInfo()
    {
        MemoryInfo memory = Kernel.Current.MemoryInfo;
        long cached = 0;
        foreach (Mount mount in LinuxKernel.Current.Mounts.All())
        {
            if (mount.FileSystem is TmpFs.TmpFileSystem files)
                cached += files.Budget.Used * 4;
        }
        long free = memory.FreeBytes / 1024;
        var text = new StringBuilder();
        Line("MemTotal", memory.TotalBytes / 1024);
        Line("MemFree", free);
        Line("MemAvailable", free);
        Line("Buffers", 0);
        Line("Cached", cached);
        Line("SwapCached", 0);
        Line("SwapTotal", 0);
        Line("SwapFree", 0);
        Line("Dirty", 0);
        Line("Writeback", 0);
        Line("Shmem", cached);
        Line("Slab", memory.HeapBytes / 1024);
        Line("PageTables", memory.PageTableBytes / 1024);
        return text.ToString();

        void Line(string name, long kibibytes) => text.Append((name + ":").PadRight(16)).Append(kibibytes.ToString().PadLeft(8)).Append(" kB\n");
    }

    private static string Uptime()
    {
        ulong up = Clock.MonotonicNs;
        return $"{Hundredths(up)} {Hundredths(up)}\n";
    }

    private static string Hundredths(ulong ns) => $"{ns / NsPerSecond}.{(ns % NsPerSecond / 10_000_000).ToString().PadLeft(2, '0')}";

    private static string LoadAverage()
    {
        ProcessTable processes = LinuxKernel.Current.Processes;
        return $"0.00 0.00 0.00 1/{processes.ThreadCount} {processes.LastPid}\n";
    }

    private static string Statistics()
    {
        ulong user = 0, system = 0;
        foreach (Process process in LinuxKernel.Current.Processes.Snapshot())
        {
            CpuTimes times = process.CpuTimes;
            user += times.UserTicks;
            system += times.SystemTicks;
        }
        int cpus = Kernel.Current.CpuCount;
        ulong total = Clock.MonotonicNs / (NsPerSecond / CpuTimes.TicksPerSecond) * (ulong)cpus;
        ulong idle = total > user + system ? total - user - system : 0;
        var text = new StringBuilder();
        text.Append($"cpu  {user} 0 {system} {idle} 0 0 0 0 0 0\n");
        for (int cpu = 0; cpu < cpus; cpu++)
            text.Append($"cpu{cpu} {user / (ulong)cpus} 0 {system / (ulong)cpus} {idle / (ulong)cpus} 0 0 0 0 0 0\n");
        ulong bootTime = (LinuxKernel.Current.WallClock.NowNs - Clock.MonotonicNs) / NsPerSecond;
        text.Append($"intr 0\nctxt 0\nbtime {bootTime}\nprocesses {LinuxKernel.Current.Processes.ForkCount}\nprocs_running 1\nprocs_blocked 0\n");
        return text.ToString();
    }

    private static string FileSystems()
    {
        var text = new StringBuilder();
        foreach (string name in FileSystemTypes.Names)
            text.Append("nodev\t").Append(name).Append('\n');
        return text.ToString();
    }

    private static string Devices()
    {
        var text = new StringBuilder("Character devices:\n");
        foreach (Services.Devices.CharacterDevice device in LinuxKernel.Current.Devices.All)
            text.Append(device.Number.Major.ToString().PadLeft(3)).Append(' ').Append(device.Name).Append('\n');
        return text.Append("\nBlock devices:\n").ToString();
    }
}
