using System;
using System.Collections.Generic;
using Ostd;
using Ostd.UserSpace;
using Services;
using Services.Linux;
using Services.Processes;
using Services.TmpFs;
using Services.Vfs;

namespace InKernel.Services.Files;

/// <summary>A tree of files to test with: a fresh tmpfs, and short forms of what is done with it. Texts are ASCII.</summary>
internal sealed class FileTree
{
    private readonly FsContext _context;
    private readonly Credentials _who;

    private FileTree(FsContext context, Credentials who)
    {
        _context = context;
        _who = who;
    }

    /// <summary>A fresh file system as the root of the tree.</summary>
    public static FileTree Create(long pages = 1000, long inodes = 1000)
    {
        var kernel = new LinuxKernel();
        Kernel.Current.Services = kernel;
        kernel.Mounts = new MountTable(new TmpFileSystem("tmpfs", new DeviceNumber(0, 9), pages, inodes));
        VfsPath root = kernel.Mounts.Root.RootPath;
        return new FileTree(new FsContext(root, root), Credentials.Root);
    }

    /// <summary>The same tree for somebody else.</summary>
    public FileTree For(uint user, uint group) => new(
        new FsContext(_context.Root, _context.WorkingDirectory, _context.Umask),
        new Credentials { Uid = user, EffectiveUid = user, FileUid = user, Gid = group, EffectiveGid = group, FileGid = group, Effective = default, Permitted = default });

    public FsContext Context => _context;
    public VfsPath Root => _context.Root;
    public FileSystem FileSystem => Root.Mount.FileSystem;
    public PathWalker Walker => new(_context, _who);

    public static byte[] Bytes(string text)
    {
        var bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)text[i];
        return bytes;
    }

    public static string Text(ReadOnlySpan<byte> bytes) => ByteText.ToString(bytes);

    public Errno Directory(string path, uint mode = 0x1ff) => Walker.CreateDirectory(_context.WorkingDirectory, Bytes(path), mode);
    public Errno Link(string target, string path) => Walker.CreateSymbolicLink(_context.WorkingDirectory, Bytes(path), Bytes(target));
    public Errno Node(string path, uint mode, DeviceNumber device = default) => Walker.CreateNode(_context.WorkingDirectory, Bytes(path), mode, device);
    public Errno Unlink(string path) => Walker.Unlink(_context.WorkingDirectory, Bytes(path));
    public Errno RemoveDirectory(string path) => Walker.RemoveDirectory(_context.WorkingDirectory, Bytes(path));

    public Errno HardLink(string existing, string path)
    {
        PathWalker walker = Walker;
        Errno error = walker.Resolve(_context.WorkingDirectory, Bytes(existing), false, out VfsPath found);
        return error != Errno.OK ? error : walker.CreateLink(found, _context.WorkingDirectory, Bytes(path));
    }

    public Errno Rename(string from, string to, bool noReplace = false, bool exchange = false) =>
        Walker.Rename(_context.WorkingDirectory, Bytes(from), _context.WorkingDirectory, Bytes(to), noReplace, exchange);

    public Errno Find(string path, out VfsPath found, bool follow = true) => Walker.Resolve(_context.WorkingDirectory, Bytes(path), follow, out found);

    public Inode Inode(string path, bool follow = true)
    {
        Check.Equal(Errno.OK, Find(path, out VfsPath found, follow), path);
        return found.Inode;
    }

    public Errno TryOpen(string path, OpenFlags flags, out FileDescription? file, uint mode = 0x1b6) =>
        Walker.Open(_context.WorkingDirectory, Bytes(path), flags, mode, out file);

    public FileDescription Open(string path, OpenFlags flags = OpenFlags.ReadOnly)
    {
        Check.Equal(Errno.OK, TryOpen(path, flags, out FileDescription? file), path);
        return file!;
    }

    public void Write(string path, string text)
    {
        FileDescription file = Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate);
        Check.Equal(text.Length, Write(file, text));
        file.Release();
    }

    public string Read(string path)
    {
        FileDescription file = Open(path);
        string text = Read(file, 100_000);
        file.Release();
        return text;
    }

    public static long Write(FileDescription file, string text)
    {
        var source = new VmReader(Bytes(text));
        return file.Write(ref source);
    }

    public static string Read(FileDescription file, int length)
    {
        var buffer = new byte[length];
        var destination = new VmWriter(buffer);
        long read = file.Read(ref destination);
        Check.True(read >= 0, $"read: {read}");
        return Text(buffer.AsSpan(0, (int)read));
    }

    /// <summary>Names in a directory, "." and ".." left out, in the order of the listing.</summary>
    public List<string> List(string path)
    {
        FileDescription file = Open(path, OpenFlags.Directory);
        var names = new NameList(int.MaxValue);
        Check.Equal(Errno.OK, file.ReadDirectory(names));
        file.Release();
        Check.Equal(".", names.Names[0]);
        Check.Equal("..", names.Names[1]);
        names.Names.RemoveRange(0, 2);
        return names.Names;
    }

    public string PathOf(VfsPath place)
    {
        return Text(PathText.Describe(place, _context.Root));
    }
}

/// <summary>Collects names of directory entries, so many a call.</summary>
internal sealed class NameList(int limit) : IDirectorySink
{
    public List<string> Names { get; } = new();
    public int Left { get; set; } = limit;

    public bool TryAdd(ReadOnlySpan<byte> name, ulong inodeNumber, byte type, long next)
    {
        if (Left == 0)
            return false;
        Left--;
        Names.Add(FileTree.Text(name));
        return true;
    }
}
