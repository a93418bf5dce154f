using Services.Linux;
using Services.Vfs;

namespace Services.Pipes;

/// <summary>How the ends of a pipe come to be.</summary>
public sealed partial class Pipe
{
    /// <summary>pipe2(2): two descriptions with one use each.</summary>
    public static void Create(OpenFlags flags, out FileDescription reader, out FileDescription writer)
    {
        NamelessFileSystem home = LinuxKernel.Current.NamelessFiles;
        var pipe = new Pipe();
        var inode = new PipeInode(home, home.NextInodeNumber());
        inode.TryHold(); // made with one use; there are two ends
        VfsPath path = home.PathOf(inode);
        reader = new PipeFile(path, flags | OpenFlags.ReadOnly, pipe);
        writer = new PipeFile(path, flags | OpenFlags.WriteOnly, pipe);
    }

    /// <summary>Opens a FIFO: each end waits for the other, unless told not to.</summary>
    internal Errno OpenFifo(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = null;
        OpenFlags access = flags & OpenFlags.AccessMask;
        bool nonBlocking = (flags & OpenFlags.NonBlock) != 0;
        if (access == OpenFlags.WriteOnly && nonBlocking && _readers == 0)
            return Errno.ENXIO;
        int readerOpens = _readerOpens;
        int writerOpens = _writerOpens;
        var end = new PipeFile(path, flags, this);
        // Opening wakes whoever waits for this end.
        _readable.WakeAll();
        _writable.WakeAll();
        Errno error = Errno.OK;
        if (access == OpenFlags.ReadOnly && !nonBlocking && _writers == 0)
            error = Blocking.Wait(_readable, () => _writerOpens != writerOpens);
        else if (access == OpenFlags.WriteOnly && _readers == 0)
            error = Blocking.Wait(_writable, () => _readerOpens != readerOpens);
        if (error != Errno.OK)
        {
            end.Abandon();
            return error;
        }
        file = end;
        return Errno.OK;
    }
}

/// <summary>The inode of a pipe without a name.</summary>
internal sealed class PipeInode : Inode
{
    public PipeInode(FileSystem fileSystem, ulong number) : base(fileSystem, number, FileMode.Fifo | 0x180 /* 0600 */)
    {
    }

    public override string NamelessText => $"pipe:[{Number}]";
}
