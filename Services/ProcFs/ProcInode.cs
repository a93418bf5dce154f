using System;
using Services.Linux;
using Services.Vfs;

namespace Services.ProcFs;

/// <summary>What all files of /proc have in common: they are made when somebody looks, and their times are now.</summary>
internal abstract class ProcInode : Inode
{
    protected ProcInode(FileSystem fileSystem, ulong number, uint mode) : base(fileSystem, number, mode)
    {
        InitializeOwner(0, 0);
        AddLinks(mode >= FileMode.Directory && (mode & FileMode.TypeMask) == FileMode.Directory ? 2u : 1u);
    }

    public override bool RemembersNames => false;
    public override uint BlockSize => 1024;
    public override Errno ChangeMode(uint permissions) => Errno.EPERM;
    public override Errno ChangeOwner(uint userId, uint groupId) => Errno.EPERM;
}

/// <summary>A directory of /proc.</summary>
internal abstract class ProcDirectory : ProcInode
{
    protected ProcDirectory(FileSystem fileSystem, ulong number, uint permissions = 0x16d /* 0555 */)
        : base(fileSystem, number, FileMode.Directory | permissions)
    {
    }

    public override Errno Open(VfsPath path, OpenFlags flags, out FileDescription? file)
    {
        file = new DirectoryFile(path, flags);
        return Errno.OK;
    }

    public sealed override Errno ReadDirectory(IDirectorySink sink, Inode parent, ref long position)
    {
        if (position == 0 && !Emit(sink, "."u8, Number, FileMode.Directory, ref position))
            return Errno.OK;
        if (position == 1 && !Emit(sink, ".."u8, parent.Number, FileMode.Directory, ref position))
            return Errno.OK;
        List(sink, ref position);
        return Errno.OK;
    }

    /// <summary>Emits entries from a position of at least 2 on.</summary>
    protected abstract void List(IDirectorySink sink, ref long position);

    protected const int FirstPosition = 2;

    /// <summary>Emits one entry at the position and moves on; false: the sink is full.</summary>
    protected static bool Emit(IDirectorySink sink, ReadOnlySpan<byte> name, ulong number, uint mode, ref long position)
    {
        if (!sink.TryAdd(name, number, FileMode.DirectoryEntryType(mode), position + 1))
            return false;
        position++;
        return true;
    }

    /// <summary>A decimal number without sign or leading zeros, as directories named by numbers use; -1 for anything else.</summary>
    protected static int ParseNumber(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > 9 || name[0] == '0' && name.Length > 1)
            return -1;
        int number = 0;
        foreach (byte c in name)
        {
            if (c is < (byte)'0' or > (byte)'9')
                return -1;
            number = number * 10 + (c - '0');
        }
        return number;
    }
}

/// <summary>A directory whose entries never change.</summary>
internal sealed class FixedDirectory : ProcDirectory
{
    private readonly ProcEntry[] _entries;

    public FixedDirectory(ProcFileSystem fileSystem, ProcEntry[] entries) : base(fileSystem, fileSystem.NextNumber()) => _entries = entries;

    public override Errno Lookup(ReadOnlySpan<byte> name, out Inode? child) => Find(_entries, name, out child);

    protected override void List(IDirectorySink sink, ref long position) => List(_entries, sink, ref position);

    internal static Errno Find(ProcEntry[] entries, ReadOnlySpan<byte> name, out Inode? child)
    {
        foreach (ProcEntry entry in entries)
        {
            if (IsSame(entry.Name, name))
            {
                child = entry.Inode;
                return Errno.OK;
            }
        }
        child = null;
        return Errno.ENOENT;
    }

    internal static bool List(ProcEntry[] entries, IDirectorySink sink, ref long position)
    {
        while (position - FirstPosition < entries.Length)
        {
            ProcEntry entry = entries[(int)position - FirstPosition];
            if (!Emit(sink, ByteText.ToBytes(entry.Name), entry.Inode.Number, entry.Inode.Mode, ref position))
                return false;
        }
        return true;
    }

    internal static bool IsSame(string text, ReadOnlySpan<byte> name)
    {
        if (text.Length != name.Length)
            return false;
        for (int i = 0; i < name.Length; i++)
        {
            if (text[i] != name[i])
                return false;
        }
        return true;
    }
}

/// <summary>A symbolic link whose text is made when it is read.</summary>
internal sealed class ProcLink : ProcInode
{
    private readonly Func<string?> _target;

    public ProcLink(FileSystem fileSystem, ulong number, Func<string?> target) : base(fileSystem, number, FileMode.SymbolicLink | FileMode.AllAccess) =>
        _target = target;

    /// <summary>The text, or ENOENT when there is none now.</summary>
    public override Errno ReadLink(out byte[] target)
    {
        string? text = _target();
        target = text is null ? [] : ByteText.ToBytes(text);
        return text is null ? Errno.ENOENT : Errno.OK;
    }
}
