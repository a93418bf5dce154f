using System;
using System.Collections.Generic;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.ProcFs;

/// <summary>/proc itself: the files of the system, and a directory for each process.</summary>
internal sealed class ProcRoot : ProcDirectory
{
    /// <summary>Positions of processes: this plus the pid.</summary>
    private const int ProcessPosition = 256;

    private readonly ProcEntry[] _entries;

    public ProcRoot(ProcFileSystem fileSystem, ProcEntry[] entries) : base(fileSystem, ProcFileSystem.RootNumber) => _entries = entries;

    public override Errno Lookup(ReadOnlySpan<byte> name, out Inode? child)
    {
        int pid = ParseNumber(name);
        if (pid < 0)
            return FixedDirectory.Find(_entries, name, out child);
        child = LinuxKernel.Current.Processes.Find(pid) is { } process ? new ProcessDirectory(FileSystem, process) : null;
        return child is null ? Errno.ENOENT : Errno.OK;
    }

    protected override void List(IDirectorySink sink, ref long position)
    {
        if (position < ProcessPosition)
        {
            if (!FixedDirectory.List(_entries, sink, ref position))
                return;
            position = ProcessPosition;
        }
        foreach (Process process in LinuxKernel.Current.Processes.Snapshot())
        {
            long own = ProcessPosition + process.Pid;
            if (own < position)
                continue;
            if (!Emit(sink, ByteText.ToBytes(process.Pid.ToString()), ProcessDirectory.NumberOf(process), FileMode.Directory, ref own))
                return;
            position = own;
        }
    }
}
