using System;
using Ostd.UserSpace;
using Services.Linux;
using Services.Processes;
using Services.Vfs;

namespace Services.Elf;

/// <summary>
/// A file opened for execution: regular, permitted, and protected from writers as long as this is held.
/// </summary>
internal sealed class ProgramFile : IDisposable
{
    private bool _holdsDenial = true;

    private ProgramFile(FileDescription description) => Description = description;

    public FileDescription Description { get; }
    public Inode Inode => Description.Inode;

    /// <summary>EACCES for what is no regular file or may not be executed, ETXTBSY while it is written to.</summary>
    public static Errno Open(VfsPath path, Credentials who, out ProgramFile? file)
    {
        file = null;
        Inode inode = path.Inode;
        if (!inode.IsRegular || (path.Mount.Flags & MountFlags.NoExecute) != 0)
            return Errno.EACCES;
        Errno error = Access.Check(inode, who, AccessMask.Execute);
        if (error != Errno.OK)
            return error;
        if ((error = inode.TryDenyWriting()) != Errno.OK)
            return error;
        error = PathWalker.OpenUnchecked(path, OpenFlags.ReadOnly, isNew: false, out FileDescription? description);
        if (error != Errno.OK)
        {
            inode.AllowWriting();
            return error;
        }

        file = new ProgramFile(description!);
        return Errno.OK;
    }

    /// <summary>Reads from an offset; the bytes read, fewer at the end of the file, or a negated error.</summary>
    public long Read(ulong offset, Span<byte> destination)
    {
        if (offset > long.MaxValue)
            return 0;
        var writer = new VmWriter(destination);
        return Description.ReadAt((long)offset, ref writer);
    }

    /// <summary>Whether all of it was there.</summary>
    public bool TryRead(ulong offset, Span<byte> destination) => Read(offset, destination) == destination.Length;

    /// <summary>Hands the file and its protection over to the caller.</summary>
    public FileDescription Detach()
    {
        _holdsDenial = false;
        return Description;
    }

    public void Dispose()
    {
        if (!_holdsDenial)
            return;
        _holdsDenial = false;
        Inode.AllowWriting();
        Description.Release();
    }
}
