using System;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;

namespace InKernel.Ostd;

public static class RcuTests
{
    private sealed class Resource : IDisposable
    {
        private AtomicBool _released;

        internal bool IsReleased => _released.Load(MemoryOrder.Acquire);

        public void Dispose() => _released.Store(true, MemoryOrder.Release);
    }

    [KernelTest]
    public static void A_replaced_value_is_released_after_its_readers()
    {
        var first = new Resource();
        var cell = new Rcu<Resource>(first);
        using (Rcu<Resource>.ReadGuard guard = cell.Read())
        {
            cell.Update(new Resource());
            Check.Same(first, guard.Value);
            for (int i = 0; i < 1000; i++)
                Check.False(first.IsReleased); // other CPUs pass quiescent states meanwhile, this one does not
        }
        Eventually.True(() => first.IsReleased);
        using Rcu<Resource>.ReadGuard now = cell.Read();
        Check.False(now.Value.IsReleased);
    }

    [KernelTest]
    public static void Readers_never_see_a_released_value_while_updaters_replace_it()
    {
        const int Updates = 60, Readers = 3;
        var cell = new Rcu<Resource>(new Resource());
        var released = new AtomicInt32();
        var stop = new AtomicFlag();
        var finished = new CountDown(Readers);
        var seenReleased = new AtomicBool();
        for (int i = 0; i < Readers; i++)
        {
            Task.Spawn(() =>
            {
                while (!stop.IsSet)
                {
                    using (Rcu<Resource>.ReadGuard guard = cell.Read())
                    {
                        for (int look = 0; look < 5; look++)
                        {
                            if (guard.Value.IsReleased)
                                seenReleased.Store(true, MemoryOrder.Relaxed);
                        }
                    }
                    Task.Yield();
                }
                finished.Signal();
            });
        }
        for (int i = 0; i < Updates; i++)
        {
            cell.Update(new Resource(), old =>
            {
                old.Dispose();
                released.FetchAdd(1);
            });
            Task.Yield();
        }
        Eventually.True(() => released.Load(MemoryOrder.Acquire) == Updates);
        stop.Set();
        finished.Wait();
        Check.False(seenReleased.Load(MemoryOrder.Relaxed));
    }

    [KernelTest]
    public static void Synchronize_returns_after_the_readers_of_its_time()
    {
        var ended = new AtomicFlag();
        var reading = new Completion();
        Task.Spawn(() =>
        {
            reading.Set();
            using (CpuGuard.DisablePreemption())
            {
                for (int i = 0; i < 200; i++)
                    _ = Kernel.Current.CurrentCpu;
                ended.Set();
            }
        });
        reading.Wait();
        // On one CPU the reader has ended; on several it may be reading, or about to.
        Rcu.Synchronize();
        Rcu.Synchronize();
        Eventually.True(() => ended.IsSet);
    }

    [KernelTest]
    public static void What_is_deferred_together_is_done_in_order_and_once()
    {
        string order = "";
        for (int i = 0; i < 4; i++)
        {
            int me = i;
            Rcu.Defer(() => order += me);
        }
        Rcu.Synchronize();
        Check.Equal("0123", order);
    }

    [KernelTest]
    public static void A_deferred_action_may_defer_again_and_wake_but_not_sleep()
    {
        var again = new Completion();
        OstdError? refused = null;
        Rcu.Defer(() =>
        {
            try
            {
                Task.Yield();
            }
            catch (OstdException e)
            {
                refused = e.Error;
            }
            Rcu.Defer(again.Set);
        });
        again.Wait();
        Check.Equal(OstdError.AtomicMode, refused!.Value);
    }

    [KernelTest]
    public static void A_replacement_that_comes_too_late_changes_nothing()
    {
        var first = new Resource();
        var second = new Resource();
        var cell = new Rcu<Resource>(first);
        Check.True(cell.TryUpdate(first, second));
        Check.False(cell.TryUpdate(first, new Resource()));
        Rcu.Synchronize();
        Check.True(first.IsReleased);
        Check.False(second.IsReleased);
    }

    [KernelTest]
    public static void A_cell_may_hold_nothing()
    {
        var cell = new Rcu<Resource?>(null);
        var value = new Resource();
        cell.Update(value);
        cell.Update(null);
        Rcu.Synchronize();
        Check.True(value.IsReleased);
        using Rcu<Resource?>.ReadGuard guard = cell.Read();
        Check.True(guard.Value is null);
    }

    [KernelTest]
    public static void Reading_is_atomic_mode_until_the_first_disposal_of_the_guard()
    {
        var cell = new Rcu<Resource>(new Resource());
        var spinLock = new SpinLock();
        Rcu<Resource>.ReadGuard guard = cell.Read();
        Rcu<Resource>.ReadGuard copy = guard;
        Check.Equal(OstdError.AtomicMode, Check.Throws<OstdException>(Task.Yield).Error);
        guard.Dispose();
        SpinLock.Guard held = spinLock.Lock();
        copy.Dispose(); // must not undo what the spin lock did
        Check.Equal(OstdError.AtomicMode, Check.Throws<OstdException>(Task.Yield).Error);
        held.Dispose();
        Task.Yield();
        OstdError? error = null;
        try
        {
            _ = copy.Value;
        }
        catch (OstdException e)
        {
            error = e.Error;
        }
        Check.Equal(OstdError.Stale, error!.Value);
    }

    [KernelTest]
    public static void A_handle_is_dropped_after_a_grace_period()
    {
        var handle = new Resource();
        using (CpuGuard.DisablePreemption())
        {
            Rcu.Drop(handle);
            Check.False(handle.IsReleased);
        }
        Rcu.Synchronize();
        Check.True(handle.IsReleased);
    }
}
