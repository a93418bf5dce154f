using System;
using Services.Linux;
using Services.Vfs;

namespace Services.TmpFs;

/// <summary>A directory in memory.</summary>
internal sealed class TmpDirectory : Inode
{
    // What Linux' tmpfs reports, so that ls -l agrees.
    private const long BytesPerEntry = 20;

    private readonly TmpFileSystem _fileSystem;
    private readonly EntryTable _entries = new();

    public TmpDirectory(TmpFileSystem fileSystem, ulong number, uint mode) : base(fileSystem, number, mode) => _fileSystem = fileSystem;

    public override long Size => (_entries.Count + 2) * BytesPerEntry;

    public override Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = new DirectoryFile(path, flags);
        return Errno.OK;
    }

    public override Errno Lookup(ReadOnlySpan<byte> name, out Inode? child)
    {
        child = _entries.Find(name);
        return child is null ? Errno.ENOENT : Errno.OK;
    }

    public override Errno Create(ReadOnlySpan<byte> name, uint mode, DeviceNumber device, out Inode? child) => Add(name, mode, device, null, out child);

    public override Errno CreateDirectory(ReadOnlySpan<byte> name, uint mode, out Inode? child)
    {
        Errno error = Add(name, mode, default, null, out child);
        if (error != Errno.OK)
            return error;
        child!.AddLinks(1); // its "."
        AddLinks(1); // its ".."
        return Errno.OK;
    }

    public override Errno CreateSymbolicLink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, out Inode? child) =>
        Add(name, FileMode.SymbolicLink | FileMode.AllAccess, default, target.ToArray(), out child);

    public override Errno CreateNameless(uint mode, out Inode? child)
    {
        using var guard = FileSystem.NamespaceLock.Lock();
        return _fileSystem.MakeInode(mode, default, null, out child);
    }

    public override Errno Link(ReadOnlySpan<byte> name, Inode target)
    {
        target.AddLinks(1);
        target.ChangeTime = Now;
        _entries.Add(name, target);
        TouchModified();
        return Errno.OK;
    }

    public override Errno Unlink(ReadOnlySpan<byte> name, Inode child)
    {
        _entries.Remove(name);
        child.RemoveLinks(1);
        TouchModified();
        return Errno.OK;
    }

    public override Errno RemoveDirectory(ReadOnlySpan<byte> name, Inode child)
    {
        if (((TmpDirectory)child)._entries.Count > 0)
            return Errno.ENOTEMPTY;
        Drop(name, child);
        return Errno.OK;
    }

    public override Errno Rename(ReadOnlySpan<byte> oldName, Inode child, Inode newDirectory, ReadOnlySpan<byte> newName, Inode? replaced, bool exchange)
    {
        var destination = (TmpDirectory)newDirectory;
        if (exchange)
        {
            _entries.Replace(oldName, replaced!);
            destination._entries.Replace(newName, child);
            MoveParentLink(replaced!, destination, this);
        }
        else
        {
            if (replaced is TmpDirectory { _entries.Count: > 0 })
                return Errno.ENOTEMPTY;
            if (replaced is TmpDirectory)
                destination.Drop(newName, replaced);
            else if (replaced is not null)
                destination.Unlink(newName, replaced);
            _entries.Remove(oldName);
            destination._entries.Add(newName, child);
        }
        MoveParentLink(child, this, destination);
        TouchModified();
        destination.TouchModified();
        child.ChangeTime = Now;
        return Errno.OK;
    }

    public override Errno ReadDirectory(IDirectorySink sink, Inode parent, ref long position)
    {
        const byte directory = (byte)(FileMode.Directory >> 12);
        if (position == 0)
        {
            if (!sink.TryAdd("."u8, Number, directory, 1))
                return Errno.OK;
            position = 1;
        }
        if (position == 1)
        {
            if (!sink.TryAdd(".."u8, parent.Number, directory, EntryTable.FirstPosition))
                return Errno.OK;
            position = EntryTable.FirstPosition;
        }
        _entries.Emit(sink, ref position);
        return Errno.OK;
    }

    protected override void OnUnreachable() => _fileSystem.InodeBudget.Refund(1);

    private Errno Add(ReadOnlySpan<byte> name, uint mode, DeviceNumber device, byte[]? target, out Inode? child)
    {
        Errno error = _fileSystem.MakeInode(mode, device, target, out child);
        if (error != Errno.OK)
            return error;
        child!.AddLinks(1);
        child.Release(); // from now on its name keeps it
        _entries.Add(name, child);
        TouchModified();
        return Errno.OK;
    }

    private void Drop(ReadOnlySpan<byte> name, Inode directory)
    {
        _entries.Remove(name);
        directory.RemoveLinks(2);
        RemoveLinks(1);
        TouchModified();
    }

    private static void MoveParentLink(Inode child, TmpDirectory from, TmpDirectory to)
    {
        if (!child.IsDirectory || from == to)
            return;
        from.RemoveLinks(1);
        to.AddLinks(1);
    }
}
