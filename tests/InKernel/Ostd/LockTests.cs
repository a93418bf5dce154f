using System;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;

namespace InKernel.Ostd;

public static class LockTests
{
    private const int Tasks = 3, Rounds = 60;

    [KernelTest]
    public static void A_spin_lock_excludes() => Excludes(new SpinLock());

    [KernelTest]
    public static void A_spin_lock_for_interrupts_excludes() => Excludes(new SpinLock(irq: true));

    [KernelTest]
    public static void A_mutex_excludes_tasks_that_sleep_inside()
    {
        var mutex = new Mutex();
        int inside = 0, most = 0, sum = 0;
        RunTasks(() =>
        {
            using Mutex.Guard guard = mutex.Lock();
            most = Math.Max(most, ++inside);
            int before = sum;
            Task.Yield();
            sum = before + 1;
            inside--;
        });
        Check.Equal(1, most);
        Check.Equal(Tasks * Rounds, sum);
    }

    [KernelTest]
    public static void Readers_share_and_a_writer_is_alone()
    {
        var rwLock = new RwLock();
        var readers = new AtomicInt32();
        var writers = new AtomicInt32();
        int sum = 0;
        int round = 0;
        bool broken = false;
        RunTasks(() =>
        {
            if (round++ % 3 == 0)
            {
                using RwLock.WriteGuard guard = rwLock.Write();
                broken |= writers.FetchAdd(1) != 0 || readers.Load(MemoryOrder.SeqCst) != 0;
                Task.Yield();
                sum++;
                writers.FetchAdd(-1);
            }
            else
            {
                using RwLock.ReadGuard guard = rwLock.Read();
                readers.FetchAdd(1);
                broken |= writers.Load(MemoryOrder.SeqCst) != 0;
                Task.Yield();
                readers.FetchAdd(-1);
            }
        });
        Check.False(broken);
        Check.True(sum > 0);
    }

    [KernelTest]
    public static void Two_readers_are_inside_at_once()
    {
        var rwLock = new RwLock();
        var both = new CountDown(2);
        var finished = new CountDown(2);
        for (int i = 0; i < 2; i++)
        {
            Task.Spawn(() =>
            {
                using RwLock.ReadGuard guard = rwLock.Read();
                both.Signal();
                both.Wait(); // neither leaves before the other has come
                finished.Signal();
            });
        }
        finished.Wait();
    }

    [KernelTest]
    public static void A_waiting_writer_goes_before_later_readers()
    {
        var rwLock = new RwLock();
        var reading = new Completion();
        var release = new Completion();
        var finished = new CountDown(3);
        string order = "";
        Task.Spawn(() =>
        {
            using (rwLock.Read())
            {
                reading.Set();
                release.Wait();
            }
            finished.Signal();
        });
        reading.Wait();
        var wantsToWrite = new AtomicFlag();
        Task.Spawn(() =>
        {
            wantsToWrite.Set();
            using (rwLock.Write())
                order += "w";
            finished.Signal();
        });
        Eventually.True(() => wantsToWrite.IsSet);
        for (int i = 0; i < 50; i++)
            Task.Yield(); // the writer has had every chance to queue up
        Task.Spawn(() =>
        {
            using (rwLock.Read())
                order += "r";
            finished.Signal();
        });
        for (int i = 0; i < 50; i++)
            Task.Yield();
        release.Set();
        finished.Wait();
        Check.Equal("wr", order);
    }

    [KernelTest]
    public static void A_failed_try_lock_does_not_release_the_holders_lock()
    {
        var spinLock = new SpinLock();
        var mutex = new Mutex();
        using (spinLock.Lock())
        {
            Check.False(spinLock.TryLock(out SpinLock.Guard failed));
            failed.Dispose();
            Check.True(spinLock.IsHeldByCurrentCpu);
        }
        using (mutex.Lock())
        {
            Check.False(mutex.TryLock(out Mutex.Guard failed));
            failed.Dispose();
            Check.True(mutex.IsHeldByCurrentTask);
        }
        Check.False(spinLock.IsHeldByCurrentCpu);
        Check.False(mutex.IsHeldByCurrentTask);
    }

    [KernelTest]
    public static void Locking_twice_is_reported_and_leaves_the_lock_held_once()
    {
        var spinLock = new SpinLock();
        var guard = spinLock.Lock();
        Check.Throws<OstdException>(() => spinLock.Lock());
        Check.True(spinLock.IsHeldByCurrentCpu);
        guard.Dispose();
        Task.Yield(); // not in atomic mode any more

        var mutex = new Mutex();
        var mutexGuard = mutex.Lock();
        Check.Throws<OstdException>(() => mutex.Lock());
        mutexGuard.Dispose();
        using (mutex.Lock())
        {
        }

        var rwLock = new RwLock();
        var writeGuard = rwLock.Write();
        Check.Throws<OstdException>(() => rwLock.Write());
        Check.Throws<OstdException>(() => rwLock.Read());
        writeGuard.Dispose();
    }

    [KernelTest]
    public static void A_guard_disposed_twice_or_copied_releases_once()
    {
        var first = new SpinLock();
        var second = new SpinLock();
        var guard = first.Lock();
        var copy = guard;
        guard.Dispose();
        guard.Dispose();
        var other = second.Lock();
        var again = first.Lock();
        copy.Dispose(); // the lock is held again, but not through this guard
        Check.True(first.IsHeldByCurrentCpu);
        Check.Throws<OstdException>(Task.Yield);
        again.Dispose();
        other.Dispose();
        Task.Yield();
    }

    [KernelTest]
    public static void A_copied_read_guard_does_not_release_another_reader()
    {
        var rwLock = new RwLock();
        var reading = new Completion();
        var release = new Completion();
        var finished = new CountDown(2);
        var readerIsIn = new AtomicBool();
        bool broken = false;
        Task.Spawn(() =>
        {
            using (rwLock.Read())
            {
                readerIsIn.Store(true, MemoryOrder.Release);
                reading.Set();
                release.Wait();
                readerIsIn.Store(false, MemoryOrder.Release);
            }
            finished.Signal();
        });
        reading.Wait();
        RwLock.ReadGuard mine = rwLock.Read();
        RwLock.ReadGuard copy = mine;
        mine.Dispose();
        copy.Dispose();
        mine.Dispose();
        Task.Spawn(() =>
        {
            using (rwLock.Write())
                broken = readerIsIn.Load(MemoryOrder.Acquire);
            finished.Signal();
        });
        for (int i = 0; i < 20; i++)
            Task.Yield(); // the writer has had every chance to come in
        release.Set();
        finished.Wait();
        Check.False(broken);
    }

    [KernelTest]
    public static void A_reader_that_would_wait_for_itself_is_refused()
    {
        var rwLock = new RwLock();
        var wants = new AtomicFlag();
        var finished = new CountDown(1);
        using (rwLock.Read())
        {
            Check.Throws<OstdException>(() => rwLock.Write());
            Task.Spawn(() =>
            {
                wants.Set();
                using (rwLock.Write())
                    finished.Signal();
            });
            Eventually.True(() => wants.IsSet);
            OstdException? refused = null;
            Eventually.True(() =>
            {
                try
                {
                    rwLock.Read().Dispose(); // until the writer waits
                }
                catch (OstdException e)
                {
                    refused = e;
                }
                return refused is not null;
            });
            Check.Equal(OstdError.InvalidArgs, refused!.Error);
        }
        finished.Wait();
    }

    [KernelTest]
    public static void Guards_may_be_left_in_any_order()
    {
        var a = new SpinLock(irq: true);
        var b = new SpinLock();
        var c = new SpinLock(irq: true);
        var first = a.Lock();
        var second = b.Lock();
        var third = c.Lock();
        first.Dispose();
        Check.Throws<OstdException>(Task.Yield);
        third.Dispose();
        Check.Throws<OstdException>(Task.Yield);
        second.Dispose();
        Task.Yield();
    }

    [KernelTest]
    public static void An_exception_releases_what_using_holds()
    {
        var spinLock = new SpinLock(irq: true);
        var mutex = new Mutex();
        var rwLock = new RwLock();
        Check.Throws<InvalidOperationException>(() =>
        {
            using (mutex.Lock())
            using (rwLock.Read())
            using (spinLock.Lock())
                throw new InvalidOperationException();
        });
        Task.Yield();
        using (mutex.Lock())
        using (rwLock.Write())
        using (spinLock.Lock())
        {
        }
    }

    [KernelTest]
    public static void Sleeping_locks_are_refused_in_atomic_mode()
    {
        var spinLock = new SpinLock();
        var mutex = new Mutex();
        var rwLock = new RwLock();
        using (spinLock.Lock())
        {
            Check.Equal(OstdError.AtomicMode, Check.Throws<OstdException>(() => mutex.Lock()).Error);
            Check.Equal(OstdError.AtomicMode, Check.Throws<OstdException>(() => rwLock.Read()).Error);
            Check.Equal(OstdError.AtomicMode, Check.Throws<OstdException>(() => rwLock.Write()).Error);
            Check.Equal(OstdError.AtomicMode, Check.Throws<OstdException>(() => new WaitQueue().WaitUntil(() => true)).Error);
            Check.Equal(OstdError.AtomicMode, Check.Throws<OstdException>(() => new Waiter().Wait()).Error);
        }
    }

    [KernelTest]
    public static void A_mutex_is_released_when_its_holder_dies_of_an_exception()
    {
        Kernel kernel = Kernel.Current;
        Action<Task, Exception>? before = kernel.TaskFaultHandler;
        kernel.TaskFaultHandler = (_, _) => { };
        try
        {
            var mutex = new Mutex();
            Task task = Task.Spawn(() =>
            {
                using (mutex.Lock())
                {
                    Task.Yield();
                    throw new InvalidOperationException();
                }
            });
            Eventually.True(() => task.HasExited);
            using (mutex.Lock())
            {
            }
        }
        finally
        {
            kernel.TaskFaultHandler = before;
        }
    }

    private static void Excludes(SpinLock spinLock)
    {
        int sum = 0;
        var steps = new AtomicInt32();
        RunTasks(() =>
        {
            using (spinLock.Lock())
            {
                int before = sum;
                steps.FetchAdd(1); // a chance for another CPU to be wrong
                sum = before + 1;
            }
            Task.Yield();
        });
        Check.Equal(Tasks * Rounds, sum);
    }

    private static void RunTasks(Action round)
    {
        var finished = new CountDown(Tasks);
        for (int i = 0; i < Tasks; i++)
        {
            Task.Spawn(() =>
            {
                for (int i = 0; i < Rounds; i++)
                    round();
                finished.Signal();
            });
        }
        finished.Wait();
    }
}
