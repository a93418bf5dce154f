using System;
using Services.Linux;
using Services.Vfs;

namespace InKernel.Services.Files;

public static class PathTests
{
    private static FileTree Tree()
    {
        FileTree tree = FileTree.Create();
        tree.Directory("/a");
        tree.Directory("/a/b");
        tree.Directory("/a/b/c");
        tree.Write("/a/b/file", "hello");
        tree.Link("b/file", "/a/link");
        tree.Link("/a/b", "/dirlink");
        tree.Link("loop2", "/loop1");
        tree.Link("loop1", "/loop2");
        tree.Link("missing", "/dangling");
        return tree;
    }

    [KernelTest]
    public static void Paths_are_walked_through_dots_slashes_and_links()
    {
        FileTree tree = Tree();
        Inode file = tree.Inode("/a/b/file");
        foreach (string path in new[]
            { "a/b/file", "//a///b/file", "/a/./b/../b/file", "/a/link", "/dirlink/file", "/../../a/b/file", "/dirlink/../link", "/a/b/c/.././file" })
            Check.Same(file, tree.Inode(path), path);
        Check.Same(tree.Root.Inode, tree.Inode("/"));
        Check.Same(tree.Inode("/a"), tree.Inode("/a/b/c/../.."));
        Check.Same(tree.Inode("/a/b"), tree.Inode("/dirlink/"));
    }

    [KernelTest]
    public static void Each_wrong_path_has_its_own_error()
    {
        FileTree tree = Tree();
        void Fails(Errno expected, string path, bool follow = true) => Check.Equal(expected, tree.Find(path, out _, follow), path);
        Fails(Errno.ENOENT, "");
        Fails(Errno.ENOENT, "/nothing");
        Fails(Errno.ENOENT, "/nothing/file");
        Fails(Errno.ENOTDIR, "/a/b/file/x");
        Fails(Errno.ENOTDIR, "/a/b/file/");
        Fails(Errno.ENOTDIR, "/a/b/file/..");
        Fails(Errno.ENOTDIR, "/a/link/");
        Fails(Errno.ELOOP, "/loop1");
        Fails(Errno.ELOOP, "/loop1/x", follow: false);
        Fails(Errno.ENOENT, "/dangling");
        Fails(Errno.OK, "/dangling", follow: false);
        Fails(Errno.OK, "/loop1", follow: false);
        Fails(Errno.ENAMETOOLONG, "/" + new string('x', 256));
        Fails(Errno.ENOENT, "/" + new string('x', 255));
    }

    [KernelTest]
    public static void Exactly_forty_links_may_be_followed()
    {
        FileTree tree = FileTree.Create();
        tree.Write("/l0", "end");
        for (int i = 1; i <= 41; i++)
            tree.Link("l" + (i - 1).ToString(), "/l" + i.ToString());
        Check.Equal(Errno.OK, tree.Find("/l40", out VfsPath found));
        Check.Same(tree.Inode("/l0"), found.Inode);
        Check.Equal(Errno.ELOOP, tree.Find("/l41", out _));
    }

    [KernelTest]
    public static void A_process_cannot_climb_above_its_root()
    {
        FileTree tree = Tree();
        tree.Find("/a/b", out VfsPath inner);
        tree.Context.ChangeRoot(inner);
        tree.Context.ChangeDirectory(inner);
        Check.Same(inner.Inode, tree.Inode("../../.."));
        Check.Same(inner.Inode, tree.Inode("/.."));
        Check.Equal(Errno.ENOENT, tree.Find("/a", out _));
        Check.Equal("hello", tree.Read("/file"));
    }

    [KernelTest]
    public static void Mounts_cover_directories_and_dotdot_leaves_them()
    {
        FileTree tree = Tree();
        MountTable mounts = global::Services.LinuxKernel.Current.Mounts;
        tree.Find("/a/b", out VfsPath place);
        var inner = new global::Services.TmpFs.TmpFileSystem("tmpfs", new DeviceNumber(0, 10), 10, 10);
        Check.Equal(Errno.OK, mounts.Add(inner, inner.Root, "inner", place, MountFlags.None, out _));
        Check.Equal(Errno.ENOENT, tree.Find("/a/b/file", out _));
        tree.Write("/a/b/new", "inside");
        Check.Equal("inside", tree.Read("/dirlink/new"));
        Check.Same(tree.Inode("/a"), tree.Inode("/a/b/.."));
        Check.Equal(Errno.EBUSY, tree.RemoveDirectory("/a/b"));
        Check.Equal(Errno.EXDEV, tree.Rename("/a/b/new", "/a/new"));
        Check.Equal(Errno.EXDEV, tree.HardLink("/a/b/new", "/a/new"));
        tree.Find("/a/b/new", out VfsPath file);
        Check.Equal("/a/b/new", tree.PathOf(file));

        tree.Find("/a/b", out VfsPath top);
        Check.Equal(Errno.EBUSY, mounts.Remove(top, detach: false, inUse: true));
        Check.Equal(Errno.EINVAL, mounts.Remove(file, detach: false, inUse: false));
        Check.Equal(Errno.OK, mounts.Remove(top, detach: false, inUse: false));
        Check.Equal("hello", tree.Read("/a/b/file"));
    }

    [KernelTest]
    public static void Mounts_stack_and_are_taken_off_from_the_top()
    {
        FileTree tree = Tree();
        MountTable mounts = global::Services.LinuxKernel.Current.Mounts;
        for (int i = 0; i < 3; i++)
        {
            tree.Find("/a", out VfsPath place);
            var fileSystem = new global::Services.TmpFs.TmpFileSystem("tmpfs", new DeviceNumber(0, 10 + (uint)i), 10, 10);
            Check.Equal(Errno.OK, mounts.Add(fileSystem, fileSystem.Root, "m", place, MountFlags.None, out _));
            tree.Write("/a/level", i.ToString());
        }
        for (int i = 2; i >= 0; i--)
        {
            Check.Equal(i.ToString(), tree.Read("/a/level"));
            tree.Find("/a", out VfsPath top);
            Check.Equal(Errno.OK, mounts.Remove(top, detach: false, inUse: false));
        }
        Check.Equal("hello", tree.Read("/a/b/file"));
    }

    [KernelTest]
    public static void A_place_knows_its_path_until_its_name_is_gone()
    {
        FileTree tree = Tree();
        tree.Find("/a/b/c", out VfsPath place);
        Check.Equal("/a/b/c", tree.PathOf(place));
        Check.Equal("/", tree.PathOf(tree.Root));
        tree.Rename("/a/b", "/moved");
        Check.Equal("/moved/c", tree.PathOf(place));
        tree.RemoveDirectory("/moved/c");
        Check.Equal("/moved/c (deleted)", tree.PathOf(place));
        tree.Find("/a", out VfsPath a);
        tree.Context.ChangeRoot(a);
        Check.True(tree.PathOf(place).StartsWith("(unreachable)", StringComparison.Ordinal));
    }

    [KernelTest]
    public static void Permissions_of_others_are_checked_along_the_way()
    {
        FileTree root = Tree();
        root.Inode("/a").ChangeMode(0x1c0); // 0700
        FileTree user = root.For(1000, 1000);
        Check.Equal(Errno.EACCES, user.Find("/a/b", out _));
        root.Inode("/a").ChangeMode(0x1c9); // 0711: search only
        Check.Equal(Errno.OK, user.Find("/a/b", out _));
        Check.Equal(Errno.EACCES, user.TryOpen("/a", OpenFlags.Directory, out _));
        Check.Equal(Errno.EACCES, user.Directory("/a/new"));
        Check.Equal(Errno.EACCES, user.Unlink("/a/link"));
        root.Inode("/a/b/file").ChangeMode(0x100);
        Check.Equal(Errno.EACCES, user.TryOpen("/a/b/file", OpenFlags.ReadOnly, out _));
        root.Inode("/a/b/file").ChangeOwner(1000, 1000);
        Check.Equal(Errno.OK, user.TryOpen("/a/b/file", OpenFlags.ReadOnly, out _));
        Check.Equal(Errno.EACCES, user.TryOpen("/a/b/file", OpenFlags.WriteOnly, out _));
        Check.Equal(Errno.OK, root.TryOpen("/a/b/file", OpenFlags.WriteOnly, out _));
    }

    [KernelTest]
    public static void The_sticky_bit_protects_the_files_of_others()
    {
        FileTree root = FileTree.Create();
        root.Directory("/tmp");
        root.Inode("/tmp").ChangeMode(0x3ff); // 01777
        FileTree one = root.For(1, 1), two = root.For(2, 2);
        one.Write("/tmp/f", "one");
        Check.Equal(Errno.EPERM, two.Unlink("/tmp/f"));
        Check.Equal(Errno.EPERM, two.Rename("/tmp/f", "/tmp/g"));
        Check.Equal(Errno.OK, one.Unlink("/tmp/f"));
        Check.Equal(1u, (one.Directory("/tmp/d") == Errno.OK ? root.Inode("/tmp/d") : root.Inode("/")).UserId);
    }
}
