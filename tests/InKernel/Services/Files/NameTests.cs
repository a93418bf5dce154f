using System;
using System.Collections.Generic;
using Services.Linux;
using Services.Vfs;

namespace InKernel.Services.Files;

public static class NameTests
{
    private static void Is(Errno expected, Errno actual, string what) => Check.Equal(expected, actual, what);

    [KernelTest]
    public static void Making_names_reports_what_is_wrong_with_them()
    {
        FileTree tree = FileTree.Create();
        Is(Errno.OK, tree.Directory("/d"), "new");
        Is(Errno.OK, tree.Directory("/d/e/"), "a slash after the name of a directory");
        Is(Errno.EEXIST, tree.Directory("/d"), "again");
        Is(Errno.EEXIST, tree.Directory("/"), "root");
        Is(Errno.EEXIST, tree.Directory("/d/."), "dot");
        Is(Errno.ENOENT, tree.Directory("/x/y"), "no parent");
        tree.Write("/f", "1");
        Is(Errno.ENOTDIR, tree.Directory("/f/x"), "below a file");
        Is(Errno.EEXIST, tree.Link("t", "/f"), "link over a file");
        Is(Errno.ENOENT, tree.Link("t", "/new/"), "a link with a slash");
        Is(Errno.EEXIST, tree.HardLink("/f", "/d"), "hard link over a directory");
        Is(Errno.EPERM, tree.HardLink("/d", "/d2"), "hard link to a directory");
        Is(Errno.ENAMETOOLONG, tree.Directory("/" + new string('n', 256)), "long name");
        Is(Errno.OK, tree.Node("/fifo", FileMode.Fifo | 0x1ff), "fifo");
        Check.Equal(FileMode.Fifo | 0x1edu, tree.Inode("/fifo").Mode, "the umask applies");
    }

    [KernelTest]
    public static void Removing_names_reports_what_is_wrong_with_them()
    {
        FileTree tree = FileTree.Create();
        tree.Directory("/d");
        tree.Directory("/d/e");
        tree.Write("/f", "1");
        Is(Errno.EISDIR, tree.Unlink("/d"), "unlink of a directory");
        Is(Errno.EISDIR, tree.Unlink("/d/"), "with a slash");
        Is(Errno.ENOTDIR, tree.Unlink("/f/"), "a file with a slash");
        Is(Errno.ENOENT, tree.Unlink("/g"), "missing");
        Is(Errno.EISDIR, tree.Unlink("/"), "root");
        Is(Errno.ENOTDIR, tree.RemoveDirectory("/f"), "rmdir of a file");
        Is(Errno.ENOTEMPTY, tree.RemoveDirectory("/d"), "full");
        Is(Errno.EINVAL, tree.RemoveDirectory("/d/."), "dot");
        Is(Errno.ENOTEMPTY, tree.RemoveDirectory("/d/.."), "dot dot");
        Is(Errno.EBUSY, tree.RemoveDirectory("/"), "root");
        Is(Errno.OK, tree.RemoveDirectory("/d/e/"), "empty");
        Is(Errno.OK, tree.RemoveDirectory("/d"), "now empty");
        Is(Errno.OK, tree.Unlink("/f"), "file");
        Check.Equal(0, tree.List("/").Count);
    }

    [KernelTest]
    public static void Link_counts_follow_names_and_subdirectories()
    {
        FileTree tree = FileTree.Create();
        tree.Write("/f", "x");
        Inode file = tree.Inode("/f");
        Check.Equal(1u, file.LinkCount);
        tree.HardLink("/f", "/g");
        Check.Equal(2u, file.LinkCount);
        Check.Same(file, tree.Inode("/g"));
        tree.Unlink("/f");
        Check.Equal(1u, file.LinkCount);
        Check.Equal("x", tree.Read("/g"));

        Inode root = tree.Inode("/");
        Check.Equal(2u, root.LinkCount);
        tree.Directory("/a");
        tree.Directory("/b");
        Check.Equal(4u, root.LinkCount);
        tree.Directory("/a/c");
        Check.Equal(3u, tree.Inode("/a").LinkCount);
        tree.Rename("/a/c", "/b/c");
        Check.Equal(2u, tree.Inode("/a").LinkCount);
        Check.Equal(3u, tree.Inode("/b").LinkCount);
        Is(Errno.OK, tree.Rename("/b/c", "/a/f", exchange: false), "move back");
        Is(Errno.OK, tree.Rename("/a", "/b", exchange: true), "exchange in one directory");
        Check.Equal(4u, root.LinkCount);
        Check.Equal(3u, tree.Inode("/b").LinkCount);
    }

    [KernelTest]
    public static void Rename_follows_its_rules()
    {
        FileTree tree = FileTree.Create();
        tree.Directory("/d");
        tree.Directory("/d/sub");
        tree.Directory("/empty");
        tree.Write("/f", "f");
        tree.Write("/g", "g");
        Is(Errno.ENOENT, tree.Rename("/none", "/x"), "missing");
        Is(Errno.EISDIR, tree.Rename("/f", "/empty"), "file over directory");
        Is(Errno.ENOTDIR, tree.Rename("/d", "/f"), "directory over file");
        Is(Errno.ENOTEMPTY, tree.Rename("/empty", "/d"), "over a full directory");
        Is(Errno.EINVAL, tree.Rename("/d", "/d/sub/x"), "below itself");
        Is(Errno.EINVAL, tree.Rename("/d", "/d/x"), "into itself");
        Is(Errno.ENOTEMPTY, tree.Rename("/d/sub", "/d"), "over its parent");
        Is(Errno.ENOTDIR, tree.Rename("/f", "/new/"), "a file to a name with a slash");
        Is(Errno.ENOTDIR, tree.Rename("/f/", "/new"), "a file by a name with a slash");
        Is(Errno.EBUSY, tree.Rename("/d/.", "/x"), "dot");
        Is(Errno.EBUSY, tree.Rename("/f", "/d/.."), "to dot dot");
        Is(Errno.EEXIST, tree.Rename("/f", "/g", noReplace: true), "no replacing");
        Is(Errno.ENOENT, tree.Rename("/f", "/x", exchange: true), "nothing to exchange with");
        Is(Errno.OK, tree.Rename("/f", "/f"), "itself");
        Is(Errno.OK, tree.Rename("/empty", "/moved/"), "a directory to a name with a slash");
        Is(Errno.OK, tree.Rename("/f", "/g"), "over a file");
        Check.Equal("f", tree.Read("/g"));
        Is(Errno.ENOENT, tree.Find("/f", out _), "the old name is gone");
        tree.Write("/f", "new f");
        Is(Errno.OK, tree.Rename("/f", "/d", exchange: true), "exchange a file and a directory");
        Check.Equal("new f", tree.Read("/d"));
        Is(Errno.OK, tree.Find("/f/sub", out _), "the directory has the other name");
        tree.HardLink("/d", "/d2");
        Is(Errno.OK, tree.Rename("/d", "/d2"), "two names of one file");
        Is(Errno.OK, tree.Find("/d", out _), "both stay");
    }

    [KernelTest]
    public static void A_listing_that_is_interrupted_shows_every_lasting_name_once()
    {
        FileTree tree = FileTree.Create();
        for (int i = 0; i < 60; i++)
            tree.Write("/f" + i.ToString(), "");
        FileDescription directory = tree.Open("/", OpenFlags.Directory);
        var seen = new NameList(0);
        var random = new Lehmer(7);
        int round = 0;
        while (true)
        {
            seen.Left = 1 + random.Next(5);
            int before = seen.Names.Count;
            Check.Equal(Errno.OK, directory.ReadDirectory(seen));
            if (seen.Names.Count == before)
                break;
            // Names that come and go meanwhile; those below 40 stay.
            tree.Unlink("/f" + (40 + random.Next(20)).ToString());
            if (round < 30)
                tree.Write("/new" + round.ToString(), "");
            if (round > 10)
                tree.Unlink("/new" + (round - 10).ToString());
            Check.True(++round < 500, "the listing ends");
        }
        for (int i = 0; i < 40; i++)
            Check.Equal(1, seen.Names.FindAll(n => n == "f" + i.ToString()).Count, "f" + i.ToString());
        directory.Seek(0, 0);
        var again = new NameList(int.MaxValue);
        directory.ReadDirectory(again);
        Check.True(again.Names.Contains("f0") && again.Names.Contains("."));
        directory.Release();
    }

    /// <summary>A long random history of one directory against a set: the table and the dentry cache agree with it all the time.</summary>
    [KernelTest]
    public static void Random_histories_of_names_agree_with_a_set()
    {
        FileTree tree = FileTree.Create(inodes: 100_000);
        tree.Directory("/a");
        tree.Directory("/b");
        var model = new Dictionary<string, string>();
        var random = new Lehmer(11);
        for (int step = 0; step < 3000; step++)
        {
            string path = Path(random);
            switch (random.Next(5))
            {
                case 0 or 1:
                    tree.Write(path, step.ToString());
                    model[path] = step.ToString();
                    break;
                case 2:
                    Is(model.Remove(path) ? Errno.OK : Errno.ENOENT, tree.Unlink(path), path);
                    break;
                case 3:
                    string to = Path(random);
                    Is(model.ContainsKey(path) ? Errno.OK : Errno.ENOENT, tree.Rename(path, to), path + " to " + to);
                    if (model.ContainsKey(path) && path != to)
                    {
                        model[to] = model[path];
                        model.Remove(path);
                    }
                    break;
                default:
                    Is(model.ContainsKey(path) ? Errno.OK : Errno.ENOENT, tree.Find(path, out _), path);
                    break;
            }
        }
        int listed = 0;
        foreach (string directory in new[] { "/a", "/b" })
        {
            foreach (string name in tree.List(directory))
            {
                listed++;
                Check.Equal(model[directory + "/" + name], tree.Read(directory + "/" + name));
            }
        }
        Check.Equal(model.Count, listed);

        static string Path(Lehmer random) => (random.Next(2) == 0 ? "/a/n" : "/b/n") + random.Next(60).ToString();
    }

    [KernelTest]
    public static void Names_in_a_removed_directory_can_be_neither_made_nor_listed()
    {
        FileTree tree = FileTree.Create();
        tree.Directory("/d");
        tree.Find("/d", out VfsPath place);
        tree.Context.ChangeDirectory(place);
        FileDescription open = tree.Open(".", OpenFlags.Directory);
        tree.RemoveDirectory("/d");
        Is(Errno.ENOENT, tree.Directory("x"), "mkdir");
        Is(Errno.ENOENT, tree.TryOpen("x", OpenFlags.Create | OpenFlags.WriteOnly, out _), "creat");
        Is(Errno.ENOENT, open.ReadDirectory(new NameList(9)), "list");
        Is(Errno.OK, tree.Find("..", out _), "but there is a way out");
        open.Release();
    }

    [KernelTest]
    public static void A_file_system_has_only_so_many_inodes()
    {
        FileTree tree = FileTree.Create(inodes: 4);
        Is(Errno.OK, tree.Directory("/1"), "first");
        Is(Errno.OK, tree.Node("/2", FileMode.Regular), "second");
        Is(Errno.OK, tree.Link("x", "/3"), "third");
        Is(Errno.ENOSPC, tree.Directory("/4"), "full");
        Is(Errno.ENOSPC, tree.Link("x", "/4"), "full");
        tree.Unlink("/3");
        Is(Errno.OK, tree.Node("/4", FileMode.Regular), "one came back");
        tree.RemoveDirectory("/1");
        Is(Errno.OK, tree.Directory("/5"), "another");
    }

    [KernelTest]
    public static void A_read_only_mount_refuses_every_change()
    {
        FileTree tree = FileTree.Create();
        tree.Write("/f", "1");
        tree.Directory("/d");
        global::Services.LinuxKernel.Current.Mounts.Remount(tree.Root, MountFlags.ReadOnly);
        Is(Errno.EROFS, tree.Directory("/new"), "mkdir");
        Is(Errno.EROFS, tree.Unlink("/f"), "unlink");
        Is(Errno.EROFS, tree.RemoveDirectory("/d"), "rmdir");
        Is(Errno.EROFS, tree.Rename("/f", "/g"), "rename");
        Is(Errno.EROFS, tree.HardLink("/f", "/g"), "link");
        Is(Errno.EROFS, tree.TryOpen("/f", OpenFlags.WriteOnly, out _), "open for writing");
        Is(Errno.EROFS, tree.TryOpen("/new", OpenFlags.WriteOnly | OpenFlags.Create, out _), "create");
        Is(Errno.EEXIST, tree.Directory("/d"), "that it exists comes first");
        Is(Errno.ENOENT, tree.Unlink("/none"), "that it is missing too");
        Check.Equal("1", tree.Read("/f"));
    }
}
