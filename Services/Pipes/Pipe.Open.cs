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
        var inode = new PipeInode(home, home.NextInodeNumber(), pipe);
        inode.TryHold(); // made with one use; there are two ends
        VfsPath path = home.PathOf(inode);
        reader = new PipeFile(path, flags | OpenFlags.ReadOnly, pipe, out _);
        writer = new PipeFile(path, flags | OpenFlags.WriteOnly, pipe, out _);
    }

    /// <summary>Opens a pipe without a name by its link in /proc: unlike a FIFO it waits for nobody, for its writers may be gone for good.</summary>
    internal Errno OpenAgain(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = new PipeFile(path, flags, this, out _);
        return Errno.OK;
    }

    /// <summary>Opens a FIFO: each end waits for the other, unless told not to.</summary>
    internal Errno OpenFifo(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = null;
        OpenFlags access = flags & OpenFlags.AccessMask;
        bool nonBlocking = (flags & OpenFlags.NonBlock) != 0;
        if (access == OpenFlags.WriteOnly && nonBlocking && Readers == 0)
            return Errno.ENXIO;
        var end = new PipeFile(path, flags, this, out FifoPartner partner);
        // Opening wakes whoever waits for this end.
        _readable.WakeAll();
        _writable.WakeAll();
        Errno error = Errno.OK;
        if (partner.IsMissing && access == OpenFlags.ReadOnly && !nonBlocking)
            error = Blocking.Wait(_readable, () => WriterOpens != partner.Opens);
        else if (partner.IsMissing && access == OpenFlags.WriteOnly)
            error = Blocking.Wait(_writable, () => ReaderOpens != partner.Opens);
        if (error != Errno.OK)
        {
            end.Abandon();
            return error;
        }
        file = end;
        return Errno.OK;
    }
}

/// <summary>The other side of a FIFO at the moment of an open.</summary>
internal readonly record struct FifoPartner(bool IsMissing, int Opens);

/// <summary>The inode of a pipe without a name. It can be opened again by its link in /proc/PID/fd, like a FIFO.</summary>
internal sealed class PipeInode : Inode
{
    private readonly Pipe _pipe;

    public PipeInode(FileSystem fileSystem, ulong number, Pipe pipe) : base(fileSystem, number, FileMode.Fifo | 0x180 /* 0600 */)
    {
        _pipe = pipe;
        InitializeOwner(0, 0);
    }

    public override string NamelessText => $"pipe:[{Number}]";

    public override Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file) => _pipe.OpenAgain(path, flags, out file);
}
