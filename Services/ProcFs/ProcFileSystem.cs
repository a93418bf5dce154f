using System.Collections.Generic;
using Services.Linux;
using Services.Vfs;

namespace Services.ProcFs;

/// <summary>/proc: the kernel's state as files, made when they are read.</summary>
public sealed class ProcFileSystem : FileSystem
{
    private const long Magic = 0x9fa0;
    internal const ulong RootNumber = 1;

    // Inodes of a process have numbers of their own range: pid << ProcessShift | index. Others count from here.
    internal const int ProcessShift = 24;
    private ulong _lastNumber = RootNumber;

    public ProcFileSystem(DeviceNumber device) : base("proc", device)
    {
        var entries = new List<ProcEntry>();
        SystemFiles.AddTo(this, entries);
        entries.Add(new ProcEntry("sys", Sysctl.Create(this)));
        Root = new Dentry(new ProcRoot(this, entries.ToArray()));
    }

    public override Dentry Root { get; }
    public override FileSystemStatistics Statistics => new(Magic, 4096, 0, 0, 0, 0);

    /// <summary>A number for a file that exists as long as the file system; given while it is made.</summary>
    internal ulong NextNumber() => ++_lastNumber;
}

/// <summary>A file of /proc under its name.</summary>
internal readonly record struct ProcEntry(string Name, Inode Inode);
