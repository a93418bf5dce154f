using System;
using Services.Linux;

namespace Services.Vfs;

[Flags]
public enum MountFlags : uint
{
    None = 0, ReadOnly = 1, NoSetUserId = 2, NoDevices = 4, NoExecute = 8, NoAccessTime = 0x400,
    All = ReadOnly | NoSetUserId | NoDevices | NoExecute | NoAccessTime,
}

/// <summary>A file system, or a directory of one, shown at a place of the tree.</summary>
public sealed class Mount
{
    public Mount(FileSystem fileSystem, Dentry root, string source, MountFlags flags)
    {
        FileSystem = fileSystem;
        Root = root;
        Source = source;
        Flags = flags;
    }

    /// <summary>As /proc/PID/mountinfo numbers it; 0 for a mount that is not in the tree.</summary>
    public int Id { get; internal init; }

    public FileSystem FileSystem { get; }

    /// <summary>What is shown at the place.</summary>
    public Dentry Root { get; }

    /// <summary>The device as /proc/mounts names it.</summary>
    public string Source { get; }
    public MountFlags Flags { get; internal set; }
    public bool IsReadOnly => (Flags & MountFlags.ReadOnly) != 0;

    /// <summary>The mount that holds the place; null for the root of the tree and after unmounting.</summary>
    public Mount? Parent { get; internal set; }

    /// <summary>The covered directory in <see cref="Parent"/>.</summary>
    public Dentry? Place { get; internal set; }

    internal Mount? NextOnDentry { get; set; }

    public VfsPath RootPath => new(this, Root);
}
