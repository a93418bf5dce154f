using System;
using Services.Linux;
using Services.Processes;
using Services.Pipes;
using Services.Vfs;

namespace Services.ProcFs;

/// <summary>/proc/sys: settings by name. Most only tell how things are.</summary>
internal static class Sysctl
{
    public static Inode Create(ProcFileSystem fileSystem)
    {
        string bootId = RandomIdentity.Fresh();
        return Directory(
            Under("fs",
                Value("file-max", () => "9223372036854775807"),
                Value("nr_open", () => FileTable.Capacity.ToString()),
                Value("pipe-max-size", () => Pipe.MaxUnprivilegedBytes.ToString())),
            Under("kernel",
                Value("hostname", () => LinuxKernel.Current.Names.HostName, SetHostName),
                Value("domainname", () => LinuxKernel.Current.Names.DomainName),
                Value("ostype", () => SystemNames.SystemName),
                Value("osrelease", () => SystemNames.Release),
                Value("version", () => SystemNames.Version),
                Value("pid_max", () => ProcessTable.PidLimit.ToString()),
                Value("threads-max", () => ProcessTable.PidLimit.ToString()),
                Value("ngroups_max", () => Credentials.MaxGroups.ToString()),
                Value("cap_last_cap", () => (CapabilitySet.Count - 1).ToString()),
                Value("randomize_va_space", () => "0"),
                Under("random",
                    Value("boot_id", () => bootId),
                    Value("uuid", RandomIdentity.Fresh),
                    Value("entropy_avail", () => "256"),
                    Value("poolsize", () => "256"))),
            Under("vm",
                Value("overcommit_memory", () => "0"),
                Value("overcommit_ratio", () => "50"),
                Value("max_map_count", () => "65530"),
                Value("mmap_min_addr", () => "65536"),
                Value("swappiness", () => "60")),
            Under("net",
                Under("core",
                    Value("somaxconn", () => "4096"))));

        ProcEntry Under(string name, params ProcEntry[] entries) => new(name, Directory(entries));
        Inode Directory(params ProcEntry[] entries) => new FixedDirectory(fileSystem, entries);
        ProcEntry Value(string name, Func<string> read, Func<string, Errno>? write = null) =>
            new(name, ProcText.Of(fileSystem, () => read() + "\n", write));
    }

    private static Errno SetHostName(string name)
    {
        if (Thread.CurrentOrNull is { } thread && !thread.Credentials.Has(Capability.CAP_SYS_ADMIN))
            return Errno.EPERM;
        LinuxKernel.Current.Names.HostName = name;
        return Errno.OK;
    }
}
