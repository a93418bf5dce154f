using System;
using Services.Linux;
using Services.Memory;
using Services.Processes;
using Services.Vfs;

namespace Services.ProcFs;

/// <summary>/proc/PID: what there is to know about one process.</summary>
internal sealed class ProcessDirectory : ProcDirectory
{
    private readonly Process _process;

    private readonly int _entryCount;

    /// <param name="isTask">The directory of a thread below task/, which has no task/ of its own: searches of /proc come to an end.</param>
    public ProcessDirectory(FileSystem fileSystem, Process process, bool isTask = false) : base(fileSystem, NumberOf(process))
    {
        _process = process;
        _entryCount = isTask ? EntryCount - 1 : EntryCount;
        InitializeOwner(process.Credentials.EffectiveUid, process.Credentials.EffectiveGid);
    }

    /// <summary>The number of the directory; those of its files follow.</summary>
    public static ulong NumberOf(Process process) => (ulong)process.Pid << ProcFileSystem.ProcessShift;

    // In the order in which they are listed; the index is part of the inode number.
    private static ReadOnlySpan<byte> NameAt(int index) => index switch
    {
        0 => "stat"u8,
        1 => "status"u8,
        2 => "statm"u8,
        3 => "cmdline"u8,
        4 => "comm"u8,
        5 => "environ"u8,
        6 => "maps"u8,
        7 => "limits"u8,
        8 => "mounts"u8,
        9 => "mountinfo"u8,
        10 => "auxv"u8,
        11 => "oom_score_adj"u8,
        12 => "exe"u8,
        13 => "cwd"u8,
        14 => "root"u8,
        15 => "fd"u8,
        16 => "fdinfo"u8,
        17 => "task"u8,
        _ => default,
    };

    private const int EntryCount = 18;
    private const int FirstLink = 12;
    private const int FirstDirectory = 15;

    public override Errno Lookup(ReadOnlySpan<byte> name, out Inode? child)
    {
        for (int i = 0; i < _entryCount; i++)
        {
            if (!name.SequenceEqual(NameAt(i)))
                continue;
            child = Make(i);
            child.InitializeOwner(UserId, GroupId);
            return Errno.OK;
        }
        child = null;
        return Errno.ENOENT;
    }

    protected override void List(IDirectorySink sink, ref long position)
    {
        while (position - FirstPosition < _entryCount)
        {
            int index = (int)position - FirstPosition;
            uint type = index >= FirstDirectory ? FileMode.Directory : index >= FirstLink ? FileMode.SymbolicLink : FileMode.Regular;
            if (!Emit(sink, NameAt(index), Number + 1 + (ulong)index, type, ref position))
                return;
        }
    }

    private Inode Make(int index)
    {
        Process process = _process;
        ulong number = Number + 1 + (ulong)index;
        return index switch
        {
            0 => Text(() => ProcessStatistics.Stat(process)),
            1 => Text(() => ProcessStatus.Describe(process)),
            2 => Text(() => ProcessStatistics.Memory(process)),
            3 => new ProcText(FileSystem, number, () => ProcessMemory.Arguments(process)),
            4 => Text(() => process.Name + "\n"),
            5 => new ProcText(FileSystem, number, () => ProcessMemory.Environment(process), permissions: 0x100 /* 0400 */),
            6 => new ProcText(FileSystem, number, () => ProcessMemory.Maps(process)),
            7 => Text(() => ProcessLimits.Describe(process)),
            8 => new ProcText(FileSystem, number, () => MountFiles.Mounts(process)),
            9 => new ProcText(FileSystem, number, () => MountFiles.MountInfo(process)),
            10 => new ProcText(FileSystem, number, () => ProcessMemory.AuxiliaryVector(process), permissions: 0x100),
            11 => Text(() => "0\n"),
            12 => new ProcessLink(FileSystem, number, () => process.Program?.Executable),
            13 => new ProcessLink(FileSystem, number, () => process.FsContext?.WorkingDirectory),
            14 => new ProcessLink(FileSystem, number, () => process.FsContext?.Root),
            15 => new DescriptorDirectory(FileSystem, number, process, asLinks: true),
            16 => new DescriptorDirectory(FileSystem, number, process, asLinks: false),
            _ => new TaskDirectory(FileSystem, number, process),
        };

        Inode Text(Func<string> make) => new ProcText(FileSystem, number, () => ByteText.ToBytes(make()));
    }
}

/// <summary>A link that names a place, not a path: opening it reaches the file even if it was removed.</summary>
internal sealed class ProcessLink : ProcInode
{
    private readonly Func<VfsPath?> _place;

    public ProcessLink(FileSystem fileSystem, ulong number, Func<VfsPath?> place, uint permissions = FileMode.AllAccess)
        : base(fileSystem, number, FileMode.SymbolicLink | permissions) => _place = place;

    public override Errno ReadLink(out byte[] target)
    {
        if (_place() is not { } place)
        {
            target = [];
            return Errno.ENOENT;
        }
        target = PathText.Describe(place, Thread.CurrentOrNull?.FsContext.Root ?? LinuxKernel.Current.Mounts.Root.RootPath);
        return Errno.OK;
    }

    public override bool TryJump(out VfsPath destination, out Errno error)
    {
        VfsPath? place = _place();
        destination = place ?? default;
        error = place is null ? Errno.ENOENT : MayFollow() ? Errno.OK : Errno.EACCES;
        return true;
    }

    // What Linux asks of ptrace: the same user, or the power to look into others.
    private bool MayFollow() => Thread.CurrentOrNull is not { } thread || thread.Credentials.FileUid == UserId || thread.Credentials.Has(Capability.CAP_SYS_PTRACE);
}

/// <summary>/proc/PID/task: a directory for each thread, which shows what its process shows.</summary>
internal sealed class TaskDirectory : ProcDirectory
{
    private readonly Process _process;

    public TaskDirectory(FileSystem fileSystem, ulong number, Process process) : base(fileSystem, number) => _process = process;

    public override Errno Lookup(ReadOnlySpan<byte> name, out Inode? child)
    {
        int tid = ParseNumber(name);
        bool found = false;
        foreach (int id in ThreadIds())
            found |= id == tid;
        child = found ? new ProcessDirectory(FileSystem, _process, isTask: true) : null;
        return found ? Errno.OK : Errno.ENOENT;
    }

    protected override void List(IDirectorySink sink, ref long position)
    {
        foreach (int id in ThreadIds())
        {
            long own = FirstPosition + id;
            if (own < position)
                continue;
            if (!Emit(sink, ByteText.ToBytes(id.ToString()), Number, FileMode.Directory, ref own))
                return;
            position = own;
        }
    }

    private int[] ThreadIds()
    {
        using var guard = _process.Table.Lock();
        var ids = new int[_process.Threads.Count];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = _process.Threads[i].Tid;
        Array.Sort(ids);
        return ids;
    }
}
