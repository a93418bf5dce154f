using Ostd.Tasks;
using Services.Linux;
using Services.Vfs;

namespace InKernel.Services.Files;

public static class FileTableTests
{
    private const ulong Limit = 1024;

    private static FileDescription Some(FileTree tree) => tree.Open("/f", OpenFlags.ReadWrite | OpenFlags.Create);

    [KernelTest]
    public static void Descriptors_are_the_lowest_free_numbers()
    {
        FileTree tree = FileTree.Create();
        var table = new FileTable();
        for (int i = 0; i < 200; i++)
        {
            Check.Equal(Errno.OK, table.Add(Some(tree), Limit, false, out int fd));
            Check.Equal(i, fd);
        }
        foreach (int fd in new[] { 150, 3, 70, 64 })
            Check.Equal(Errno.OK, table.Close(fd));
        Check.Equal(Errno.EBADF, table.Close(70));
        foreach (int expected in new[] { 3, 64, 70, 150, 200 })
        {
            table.Add(Some(tree), Limit, false, out int fd);
            Check.Equal(expected, fd);
        }
        table.Add(Some(tree), Limit, false, out int high, lowest: 500);
        Check.Equal(500, high);
        Check.Equal(Errno.EMFILE, table.Add(Some(tree), 201, false, out _));
        Check.Equal(Errno.EBADF, table.Close(-1));
        Check.Equal(Errno.EBADF, table.Close(int.MaxValue));
        table.Release();
    }

    [KernelTest]
    public static void Duplicates_share_the_position_and_the_last_close_ends_the_file()
    {
        FileTree tree = FileTree.Create(pages: 1);
        var table = new FileTable();
        FileDescription file = Some(tree);
        FileTree.Write(file, "abcdef");
        file.Seek(0, 0);
        table.Add(file, Limit, false, out int one);
        file.TryHold();
        Check.Equal(Errno.OK, table.Replace(20, file, Limit, true, out FileDescription? old));
        Check.Null(old);
        Check.Equal("abc", FileTree.Read(table.Get(one)!, 3));
        Check.Equal("def", FileTree.Read(table.Get(20)!, 3));
        Check.True(table.GetCloseOnExec(20) && !table.GetCloseOnExec(one));
        tree.Unlink("/f");
        table.Close(one);
        Check.Equal(0, tree.FileSystem.Statistics.FreeBlocks);
        table.CloseOnExec();
        Check.Equal(1, tree.FileSystem.Statistics.FreeBlocks);
        Check.Null(table.Get(20));
        Check.Equal(Errno.EBADF, table.Replace((int)Limit, file, Limit, false, out _));
    }

    [KernelTest]
    public static void A_copied_table_is_independent()
    {
        FileTree tree = FileTree.Create(pages: 1);
        var table = new FileTable();
        FileDescription file = Some(tree);
        FileTree.Write(file, "x");
        tree.Unlink("/f");
        table.Add(file, Limit, closeOnExec: true, out int fd);
        table.Reserve(5, Limit, false, out int reserved);
        FileTable copy = table.Clone();
        Check.Same(file, copy.Get(fd));
        Check.True(copy.GetCloseOnExec(fd));
        copy.Reserve(5, Limit, false, out int free);
        Check.Equal(5, free, "a number reserved in the original is free in the copy");
        Check.Equal(5, reserved);
        table.Close(fd);
        Check.Null(table.Get(fd));
        Check.Equal(0, tree.FileSystem.Statistics.FreeBlocks);
        copy.Release();
        Check.Equal(1, tree.FileSystem.Statistics.FreeBlocks);
        table.Release();
    }

    [KernelTest]
    public static void A_file_in_use_survives_its_descriptor()
    {
        FileTree tree = FileTree.Create(pages: 1);
        var table = new FileTable();
        table.Share(); // another thread
        FileDescription file = Some(tree);
        FileTree.Write(file, "x");
        tree.Unlink("/f");
        table.Add(file, Limit, false, out int fd);
        using (FileUse use = table.Use(fd))
        {
            table.Close(fd);
            Check.Equal(0, tree.FileSystem.Statistics.FreeBlocks);
            Check.Same(file, use.File);
        }
        Check.Equal(1, tree.FileSystem.Statistics.FreeBlocks);
        using (FileUse use = table.Use(fd))
            Check.Null(use.File);
    }

    [KernelTest]
    public static void Tasks_that_open_and_close_at_once_never_share_a_number()
    {
        FileTree tree = FileTree.Create();
        var table = new FileTable();
        table.Share();
        const int Tasks = 3, Rounds = 60;
        var done = new CountDown(Tasks);
        for (int t = 0; t < Tasks; t++)
        {
            string name = "/file" + t.ToString();
            tree.Write(name, name);
            Task.Spawn(() =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    Check.Equal(Errno.OK, table.Add(tree.Open(name), Limit, false, out int fd));
                    using (FileUse use = table.Use(fd))
                        Check.Equal(name, FileTree.Read(use.File!, 100));
                    if (round % 5 == 0)
                        Task.Yield();
                    Check.Equal(Errno.OK, table.Close(fd));
                }
                done.Signal();
            });
        }
        done.Wait();
        Check.Equal(-1, table.NextOpen(0));
    }
}
