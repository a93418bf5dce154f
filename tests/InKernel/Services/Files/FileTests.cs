using System;
using Ostd.UserSpace;
using Services.Linux;
using Services.Vfs;

namespace InKernel.Services.Files;

public static class FileTests
{
    private const OpenFlags Create = OpenFlags.ReadWrite | OpenFlags.Create;

    [KernelTest]
    public static void Opening_checks_flags_type_and_existence()
    {
        FileTree tree = FileTree.Create();
        tree.Write("/f", "x");
        tree.Directory("/d");
        tree.Link("f", "/l");
        tree.Link("new", "/dangling");
        void Fails(Errno expected, string path, OpenFlags flags) => Check.Equal(expected, tree.TryOpen(path, flags, out _), path + " " + flags.ToString());
        Fails(Errno.ENOENT, "/none", OpenFlags.ReadOnly);
        Fails(Errno.EISDIR, "/d", OpenFlags.WriteOnly);
        Fails(Errno.EISDIR, "/d", Create);
        Fails(Errno.EISDIR, "/d/", Create);
        Fails(Errno.EISDIR, "/new/", Create);
        Fails(Errno.EISDIR, "/d/.", Create);
        Fails(Errno.EEXIST, "/f", Create | OpenFlags.Exclusive);
        Fails(Errno.EEXIST, "/l", Create | OpenFlags.Exclusive);
        Fails(Errno.EEXIST, "/dangling", Create | OpenFlags.Exclusive);
        Fails(Errno.EEXIST, "/", Create | OpenFlags.Exclusive);
        Fails(Errno.ENOTDIR, "/f", OpenFlags.Directory);
        Fails(Errno.ENOTDIR, "/f/", OpenFlags.ReadOnly);
        Fails(Errno.ENOTDIR, "/f/x", Create);
        Fails(Errno.ELOOP, "/l", OpenFlags.NoFollow);
        Fails(Errno.ELOOP, "/l", Create | OpenFlags.NoFollow);
        Fails(Errno.EINVAL, "/d", Create | OpenFlags.Directory);
        Fails(Errno.OK, "/dangling", Create);
        Check.Equal(Errno.OK, tree.Find("/new", out _), "created where the link leads");
        tree.Node("/null", FileMode.CharacterDevice | 0x1b6, new DeviceNumber(77, 1));
        Fails(Errno.ENXIO, "/null", OpenFlags.ReadOnly);
    }

    [KernelTest]
    public static void Contents_come_back_as_they_were_written()
    {
        FileTree tree = FileTree.Create();
        FileDescription file = tree.Open("/f", Create);
        var random = new Lehmer(3);
        const int size = 50_000;
        var model = new byte[size];
        int length = 0;
        for (int step = 0; step < 300; step++)
        {
            int offset = random.Next(size - 6000);
            int count = 1 + random.Next(6000);
            var data = new byte[count];
            for (int i = 0; i < count; i++)
                data[i] = (byte)random.Next(256);
            if (random.Next(3) > 0)
            {
                var source = new VmReader(data);
                Check.Equal(count, file.WriteAt(offset, ref source));
                data.CopyTo(model, offset);
                length = Math.Max(length, offset + count);
            }
            else
            {
                var destination = new VmWriter(data);
                long expected = Math.Clamp(length - offset, 0, count);
                Check.Equal(expected, file.ReadAt(offset, ref destination));
                Check.True(data.AsSpan(0, (int)expected).SequenceEqual(model.AsSpan(offset, (int)expected)), "step " + step.ToString());
            }
            Check.Equal(length, file.Inode.Size);
        }
        file.Release();
    }

    [KernelTest]
    public static void Holes_read_as_zeros_and_take_no_memory()
    {
        FileTree tree = FileTree.Create(pages: 4);
        FileDescription file = tree.Open("/f", Create);
        const long far = 1L << 40;
        file.Seek(far, 0);
        Check.Equal(3, FileTree.Write(file, "end"));
        Check.Equal(far + 3, file.Inode.Size);
        Check.Equal(8, file.Inode.Blocks);
        file.Seek(far - 5, 0);
        Check.Equal("\0\0\0\0\0end", FileTree.Read(file, 100));
        Check.Equal(0L, file.Seek(0, (int)SeekWhence.Hole));
        Check.Equal(far & ~4095L, file.Seek(0, (int)SeekWhence.Data));
        Check.Equal(far + 3, file.Seek(far, (int)SeekWhence.Hole));
        Check.Equal(Errno.ENXIO.Negate(), file.Seek(far + 3, (int)SeekWhence.Data));
        file.Release();
    }

    [KernelTest]
    public static void Truncation_forgets_what_it_cuts_off()
    {
        FileTree tree = FileTree.Create();
        FileDescription file = tree.Open("/f", Create);
        FileTree.Write(file, new string('a', 10_000));
        Check.Equal(Errno.OK, file.Inode.Truncate(5000));
        Check.Equal(5000, file.Inode.Size);
        Check.Equal(16, file.Inode.Blocks);
        Check.Equal(Errno.OK, file.Inode.Truncate(10_000));
        file.Seek(4990, 0);
        string text = FileTree.Read(file, 10_000);
        Check.Equal(new string('a', 10) + new string('\0', 5000), text);
        Check.Equal(Errno.OK, file.Inode.Truncate(0));
        Check.Equal(0, file.Inode.Blocks);
        file.Release();
        tree.Write("/f", "new");
        FileDescription other = tree.Open("/f", OpenFlags.WriteOnly | OpenFlags.Truncate);
        Check.Equal(0, other.Inode.Size);
        other.Release();
    }

    [KernelTest]
    public static void A_full_file_system_says_so_and_recovers()
    {
        FileTree tree = FileTree.Create(pages: 3);
        FileDescription file = tree.Open("/f", Create);
        Check.Equal(3 * 4096, FileTree.Write(file, new string('x', 20_000)), "as much as fits");
        Check.Equal(Errno.ENOSPC.Negate(), FileTree.Write(file, "more"));
        Check.Equal(0, tree.FileSystem.Statistics.FreeBlocks);
        file.Inode.Truncate(4096);
        Check.Equal(2, tree.FileSystem.Statistics.FreeBlocks);
        file.Seek(0, (int)SeekWhence.End);
        Check.Equal(8192, FileTree.Write(file, new string('y', 8192)));
        file.Release();
        tree.Unlink("/f");
        Check.Equal(3, tree.FileSystem.Statistics.FreeBlocks);
    }

    [KernelTest]
    public static void A_removed_file_lives_as_long_as_somebody_has_it_open()
    {
        FileTree tree = FileTree.Create(pages: 10);
        tree.Write("/f", "still here");
        FileDescription first = tree.Open("/f");
        FileDescription second = tree.Open("/f");
        tree.Unlink("/f");
        Check.Equal(Errno.ENOENT, tree.Find("/f", out _));
        tree.Write("/f", "another");
        Check.Equal("still here", FileTree.Read(first, 100));
        first.Release();
        Check.Equal("still here", FileTree.Read(second, 100));
        Check.Equal(8, tree.FileSystem.Statistics.FreeBlocks);
        second.Release();
        Check.Equal(9, tree.FileSystem.Statistics.FreeBlocks);
        Check.Equal("another", tree.Read("/f"));
    }

    [KernelTest]
    public static void Appending_ignores_positions()
    {
        FileTree tree = FileTree.Create();
        FileDescription one = tree.Open("/f", OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append);
        FileDescription two = tree.Open("/f", OpenFlags.WriteOnly | OpenFlags.Append);
        FileTree.Write(one, "1");
        FileTree.Write(two, "2");
        one.Seek(0, 0);
        FileTree.Write(one, "3");
        var source = new VmReader(FileTree.Bytes("4"));
        two.WriteAt(0, ref source);
        Check.Equal(3L, one.Position);
        one.Release();
        two.Release();
        Check.Equal("1234", tree.Read("/f"));
    }

    [KernelTest]
    public static void Seeking_checks_its_arguments()
    {
        FileTree tree = FileTree.Create();
        tree.Write("/f", "0123456789");
        FileDescription file = tree.Open("/f");
        Check.Equal(10L, file.Seek(0, (int)SeekWhence.End));
        Check.Equal(7L, file.Seek(-3, (int)SeekWhence.Current));
        Check.Equal("789", FileTree.Read(file, 10));
        Check.Equal(1000L, file.Seek(1000, (int)SeekWhence.Set));
        Check.Equal("", FileTree.Read(file, 10));
        Check.Equal(Errno.EINVAL.Negate(), file.Seek(-1, (int)SeekWhence.Set));
        Check.Equal(Errno.EINVAL.Negate(), file.Seek(-11, (int)SeekWhence.End));
        Check.Equal(Errno.EOVERFLOW.Negate(), file.Seek(long.MaxValue, (int)SeekWhence.Current));
        Check.Equal(1000L, file.Position);
        file.Release();
    }

    [KernelTest]
    public static void Writers_and_running_programs_exclude_each_other()
    {
        FileTree tree = FileTree.Create();
        tree.Write("/program", "code");
        Inode inode = tree.Inode("/program");
        Check.Equal(Errno.OK, inode.TryDenyWriting());
        Check.Equal(Errno.ETXTBSY, tree.TryOpen("/program", OpenFlags.WriteOnly, out _));
        Check.Equal(Errno.ETXTBSY, tree.TryOpen("/program", OpenFlags.ReadWrite | OpenFlags.Truncate, out _));
        Check.Equal("code", tree.Read("/program"));
        inode.AllowWriting();
        FileDescription writer = tree.Open("/program", OpenFlags.WriteOnly);
        Check.Equal(Errno.ETXTBSY, inode.TryDenyWriting());
        writer.Release();
        Check.Equal(Errno.OK, inode.TryDenyWriting());
        inode.AllowWriting();
    }

    [KernelTest]
    public static void A_nameless_file_can_be_given_a_name()
    {
        FileTree tree = FileTree.Create(pages: 2);
        FileDescription file = tree.Open("/", OpenFlags.TemporaryFile | OpenFlags.ReadWrite);
        FileTree.Write(file, "text");
        Check.Equal(0u, file.Inode.LinkCount);
        Check.Equal(Errno.OK, tree.Walker.CreateLink(file.Path, tree.Root, FileTree.Bytes("/named")));
        file.Release();
        Check.Equal("text", tree.Read("/named"));
        tree.Unlink("/named");
        Check.Equal(2, tree.FileSystem.Statistics.FreeBlocks);

        FileDescription secret = tree.Open("/", OpenFlags.TemporaryFile | OpenFlags.ReadWrite | OpenFlags.Exclusive);
        Check.Equal(Errno.ENOENT, tree.Walker.CreateLink(secret.Path, tree.Root, FileTree.Bytes("/named")));
        FileTree.Write(secret, "text");
        secret.Release();
        Check.Equal(2, tree.FileSystem.Statistics.FreeBlocks);
    }

    [KernelTest]
    public static void Times_move_when_contents_or_names_do()
    {
        FileTree tree = FileTree.Create();
        tree.Write("/f", "1");
        Inode file = tree.Inode("/f"), root = tree.Inode("/");
        file.ModifyTime = file.ChangeTime = 1;
        file.AccessTime = 0;
        root.ModifyTime = root.ChangeTime = 1;
        tree.Read("/f");
        Check.True(file.AccessTime > 1, "read");
        Check.Equal(1, file.ModifyTime);
        long accessed = file.AccessTime;
        tree.Read("/f");
        Check.Equal(accessed, file.AccessTime, "relatime: not again");
        Check.Equal(1, root.ModifyTime);
        tree.Rename("/f", "/g");
        Check.True(root.ModifyTime > 1 && file.ChangeTime > 1, "rename");
        Check.Equal(1, file.ModifyTime);
        tree.Write("/g", "2");
        Check.True(file.ModifyTime > 1, "write");
    }

    [KernelTest]
    public static void Truncation_tells_mappings_which_pages_go()
    {
        FileTree tree = FileTree.Create();
        FileDescription file = tree.Open("/f", Create);
        FileTree.Write(file, new string('x', 5 * 4096));
        PageCache pages = file.Inode.Pages!;
        var mapping = new RecordingMapping();
        pages.AddMapping(mapping);
        Check.True(pages.TryGetPage(3, false, out var frame, out _));
        file.Inode.Truncate(2 * 4096 + 1);
        Check.Equal(3L, mapping.First);
        Check.Equal(Errno.EFAULT, pages.TryGetPage(3, false, out _, out Errno error) ? Errno.OK : error);
        Check.True(pages.TryGetPage(2, false, out _, out _));
        Check.Throws<global::Ostd.OstdException>(() => frame!.Reader());
        pages.RemoveMapping(mapping);
        file.Release();
    }

    private sealed class RecordingMapping : IFileMapping
    {
        public long First { get; private set; } = -1;
        public void Invalidate(long firstPage, long endPage) => First = firstPage;
    }

    [KernelTest]
    public static void Punching_a_hole_zeroes_exactly_its_bytes()
    {
        FileTree tree = FileTree.Create();
        FileDescription file = tree.Open("/f", Create);
        var random = new Lehmer(5);
        for (int round = 0; round < 50; round++)
        {
            const int size = 5 * 4096;
            file.Seek(0, 0);
            FileTree.Write(file, new string('x', size));
            int start = random.Next(size), end = start + random.Next(size - start);
            file.Inode.Pages!.Discard(start, end);
            file.Seek(0, 0);
            Check.Equal(new string('x', start) + new string('\0', end - start) + new string('x', size - end), FileTree.Read(file, size));
        }
        file.Release();
    }
}
