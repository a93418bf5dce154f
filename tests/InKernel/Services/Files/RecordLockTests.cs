using System.Collections.Generic;
using Ostd.Tasks;
using Services.Linux;
using Services.Vfs;

namespace InKernel.Services.Files;

public static class RecordLockTests
{
    private static LockRange Range(object owner, long start, long end, bool exclusive = true) => new(start, end, exclusive, owner, 1);

    /// <summary>Random locks and unlocks of three owners against a plain array of what each holds on each byte.</summary>
    [KernelTest]
    public static void Ranges_agree_with_a_model_byte_by_byte()
    {
        const int Bytes = 40;
        object[] owners = ["a", "b", "c"];
        var model = new int[owners.Length * Bytes]; // 0 nothing, 1 shared, 2 exclusive
        var locks = new RecordLocks();
        var random = new Lehmer(31);
        for (int step = 0; step < 4000; step++)
        {
            int owner = random.Next(owners.Length), start = random.Next(Bytes), end = start + 1 + random.Next(Bytes - start);
            int kind = random.Next(3);
            LockRange range = Range(owners[owner], start, end, kind == 2);
            if (kind == 0)
            {
                locks.Clear(range);
            }
            else
            {
                bool conflict = false;
                for (int other = 0; other < owners.Length; other++)
                {
                    for (int i = start; i < end; i++)
                        conflict |= other != owner && model[other * Bytes + i] != 0 && (kind == 2 || model[other * Bytes + i] == 2);
                }
                Check.Equal(conflict, locks.FindConflict(range) is not null, "step " + step.ToString());
                if (conflict)
                    continue;
                locks.Set(range);
            }
            for (int i = start; i < end; i++)
                model[owner * Bytes + i] = kind;
        }
    }

    [KernelTest]
    public static void Waiting_for_a_lock_ends_when_it_is_released()
    {
        FileTree tree = FileTree.Create();
        tree.Write("/f", "");
        Inode inode = tree.Inode("/f");
        var table = new LockTable();
        object one = new(), two = new();
        Check.Equal(Errno.OK, table.SetRecord(inode, Range(one, 0, 10), false, true));
        Check.Equal(Errno.EAGAIN, table.SetRecord(inode, Range(two, 9, 20), false, true));
        Check.Equal(Errno.OK, table.SetRecord(inode, Range(two, 10, 20), false, true));
        Check.Same(one, table.Test(inode, Range(two, 0, 100))!.Value.Owner);
        bool got = false;
        var done = new CountDown(1);
        Task.Spawn(() =>
        {
            got = table.SetRecord(inode, Range(two, 0, 5), true, true) == Errno.OK;
            done.Signal();
        });
        Task.Yield();
        Check.False(got);
        table.ClearRecords(inode, Range(one, 0, 7));
        done.Wait();
        Check.True(got);
    }

    [KernelTest]
    public static void Waiting_for_oneself_is_refused()
    {
        FileTree tree = FileTree.Create();
        tree.Write("/f", "");
        Inode inode = tree.Inode("/f");
        var table = new LockTable();
        object one = new(), two = new();
        table.SetRecord(inode, Range(one, 0, 1), false, true);
        table.SetRecord(inode, Range(two, 1, 2), false, true);
        var done = new CountDown(1);
        Task.Spawn(() =>
        {
            Check.Equal(Errno.OK, table.SetRecord(inode, Range(two, 0, 1), true, true));
            done.Signal();
        });
        while (table.SetRecord(inode, Range(one, 1, 2), false, true) == Errno.EAGAIN && !IsBlocked(table, inode, one))
            Task.Yield();
        table.ClearRecords(inode, Range(one, 0, 1));
        done.Wait();

        // True once the other task waits for us: then waiting for it would be a deadlock.
        static bool IsBlocked(LockTable table, Inode inode, object one)
        {
            for (int i = 0; i < 20; i++)
                Task.Yield();
            return table.SetRecord(inode, Range(one, 1, 2), true, true) == Errno.EDEADLK;
        }
    }

    [KernelTest]
    public static void Whole_file_locks_belong_to_descriptions()
    {
        FileTree tree = FileTree.Create();
        tree.Write("/f", "");
        FileDescription one = tree.Open("/f"), two = tree.Open("/f");
        LockTable table = global::Services.LinuxKernel.Current.FileLocks;
        Check.Equal(Errno.OK, table.SetWhole(one.Inode, one, exclusive: false, wait: false));
        Check.Equal(Errno.OK, table.SetWhole(one.Inode, two, exclusive: false, wait: false));
        Check.Equal(Errno.EAGAIN, table.SetWhole(one.Inode, two, exclusive: true, wait: false));
        one.MayHaveWholeLock = true;
        one.Release();
        Check.Equal(Errno.OK, table.SetWhole(two.Inode, two, exclusive: true, wait: false));
        two.MayHaveWholeLock = true;
        two.Release();
    }
}
