using System;
using System.Collections.Generic;
using Ostd.UserSpace;
using Services.Cpio;
using Services.Linux;
using Services.Vfs;

namespace InKernel.Services.Files;

public static class CpioTests
{
    private sealed class Archive
    {
        private readonly List<byte> _bytes = new();
        private uint _inode = 1;

        public byte[] Bytes => _bytes.ToArray();

        public Archive Add(string name, uint mode, string contents = "", uint links = 1, uint inode = 0, uint major = 0, uint minor = 0, string magic = "070701")
        {
            uint number = inode == 0 ? _inode++ : inode;
            uint[] fields = [number, mode, 5, 6, links, 1000, (uint)contents.Length, 0, 0, major, minor, (uint)name.Length + 1, 0];
            Text(magic);
            foreach (uint field in fields)
                Text(field.ToString("x8"));
            Text(name + "\0");
            Pad();
            Text(contents);
            Pad();
            return this;
        }

        public Archive End() => Add("TRAILER!!!", 0);

        private void Text(string text) => _bytes.AddRange(FileTree.Bytes(text));

        private void Pad()
        {
            while (_bytes.Count % 4 != 0)
                _bytes.Add(0);
        }
    }

    private static CpioError? Unpack(FileTree tree, byte[] archive) =>
        new CpioUnpacker((offset, length) => new VmReader(archive.AsSpan((int)offset, (int)length)), archive.Length, tree.Root).Unpack();

    private const uint File = 0x81a4, Directory = 0x41ed, Link = 0xa1ff, Device = 0x21b6, Fifo = 0x11a4;

    [KernelTest]
    public static void Every_kind_of_file_is_unpacked()
    {
        FileTree tree = FileTree.Create();
        byte[] archive = new Archive().Add(".", Directory).Add("bin", Directory).Add("bin/tool", 0x89ed, "code").Add("bin/link", Link, "tool")
            .Add("null", Device, major: 1, minor: 3).Add("fifo", Fifo).Add("/absolute", File, "a").Add("empty", File).End().Bytes;
        Check.Null(Unpack(tree, archive));
        Check.Equal("code", tree.Read("/bin/link"));
        Check.Equal(0x89edu, tree.Inode("/bin/tool").Mode);
        Check.Equal(5u, tree.Inode("/bin/tool").UserId);
        Check.Equal(1000L * 1_000_000_000, tree.Inode("/bin").ModifyTime);
        Check.Equal(new DeviceNumber(1, 3), tree.Inode("/null").Device);
        Check.Equal(Fifo, tree.Inode("/fifo").Mode);
        Check.Equal("a", tree.Read("/absolute"));
        Check.Equal("", tree.Read("/empty"));
    }

    [KernelTest]
    public static void Hard_links_share_the_contents_that_come_with_the_last()
    {
        FileTree tree = FileTree.Create();
        byte[] archive = new Archive().Add("a", File, "", links: 3, inode: 9).Add("b", File, "", links: 3, inode: 9)
            .Add("c", File, "contents", links: 3, inode: 9).Add("d", File, "other").End().Bytes;
        Check.Null(Unpack(tree, archive));
        Check.Equal("contents", tree.Read("/a"));
        Check.Same(tree.Inode("/a"), tree.Inode("/c"));
        Check.Equal(3u, tree.Inode("/b").LinkCount);
        Check.Equal(1u, tree.Inode("/d").LinkCount);
    }

    [KernelTest]
    public static void Archives_in_a_row_replace_what_came_before()
    {
        FileTree tree = FileTree.Create();
        var both = new List<byte>();
        both.AddRange(new Archive().Add("d", Directory).Add("d/f", File, "old and long").Add("l", Link, "d").End().Bytes);
        both.AddRange(new byte[1000]);
        both.AddRange(new Archive().Add("d", Directory).Add("d/f", File, "new").Add("l", Link, "nowhere").End().Bytes);
        Check.Null(Unpack(tree, both.ToArray()));
        Check.Equal("new", tree.Read("/d/f"));
        Check.Equal(Errno.ENOENT, tree.Find("/l", out _));
    }

    [KernelTest]
    public static void No_path_leaves_the_directory()
    {
        FileTree tree = FileTree.Create();
        tree.Directory("/jail");
        tree.Write("/victim", "untouched");
        tree.Find("/jail", out VfsPath jail);
        byte[] archive = new Archive().Add("../victim", File, "x").Add("out", Link, "/").Add("out/victim", File, "y").End().Bytes;
        new CpioUnpacker((offset, length) => new VmReader(archive.AsSpan((int)offset, (int)length)), archive.Length, jail).Unpack();
        Check.Equal("untouched", tree.Read("/victim"));
    }

    /// <summary>Every archive cut off anywhere, and many with a byte changed: an error or a tree, never an exception.</summary>
    [KernelTest]
    public static void Damaged_archives_are_refused()
    {
        byte[] good = new Archive().Add("d", Directory).Add("d/f", File, "contents").Add("l", Link, "d/f").Add("h", File, "x", links: 2).End().Bytes;
        for (int length = 1; length < good.Length - 124; length += 3)
        {
            CpioError? error = Unpack(FileTree.Create(), good[..length]);
            // Between entries, or where only padding is lost, nothing is missing that anybody could know of.
            bool isComplete = good.AsSpan(length, (4 - length % 4) % 4).IndexOfAnyExcept((byte)0) < 0;
            Check.True(error is not null || isComplete, length.ToString());
        }
        var random = new Lehmer(19);
        for (int i = 0; i < 300; i++)
        {
            byte[] bad = (byte[])good.Clone();
            bad[random.Next(bad.Length)] = random.Next(2) == 0 ? (byte)"0123456789abcdefg"[random.Next(17)] : (byte)random.Next(256);
            Unpack(FileTree.Create(), bad);
        }
        Check.Equal("no header of a newc archive", Unpack(FileTree.Create(), FileTree.Bytes(new string('x', 200)))!.Value.Reason);
        Check.NotNull(Unpack(FileTree.Create(), new Archive().Add("f", File, "contents", magic: "070702").End().Bytes));
        Check.NotNull(Unpack(FileTree.Create(), new Archive().Add("f", 0xf000).End().Bytes));
        Check.NotNull(Unpack(FileTree.Create(), new Archive().Add("missing/f", File).End().Bytes));
        Check.NotNull(Unpack(FileTree.Create(pages: 1), new Archive().Add("f", File, new string('x', 5000)).End().Bytes));
    }
}
