using System;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;

namespace InKernel.Ostd;

public static class CpuLocalTests
{
    private sealed class Counter : IRemotelyAccessible
    {
        internal AtomicInt32 Value;
        internal int OwnersOnly;
        internal int Cpu;
    }

    [KernelTest]
    public static void Each_cpu_has_its_own_instance_and_nothing_is_lost_without_a_lock()
    {
        const int Tasks = 4, Rounds = 40;
        var local = new CpuLocal<Counter>(cpu => new Counter { Cpu = cpu });
        var finished = new CountDown(Tasks);
        for (int i = 0; i < Tasks; i++)
        {
            Task.Spawn(() =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    using (CpuGuard guard = CpuGuard.DisablePreemption())
                    {
                        Counter counter = local.Get(guard);
                        Check.Equal(guard.Cpu, counter.Cpu);
                        int before = counter.OwnersOnly;
                        counter.Value.FetchAdd(1); // a chance for somebody else to come between
                        counter.OwnersOnly = before + 1;
                    }
                    Task.Yield();
                }
                finished.Signal();
            });
        }
        finished.Wait();
        int sum = 0, owners = 0;
        for (int cpu = 0; cpu < Kernel.Current.CpuCount; cpu++)
        {
            sum += local.OnCpu(cpu).Value.Load(MemoryOrder.Acquire);
            owners += local.OnCpu(cpu).OwnersOnly;
        }
        Check.Equal(Tasks * Rounds, sum);
        Check.Equal(Tasks * Rounds, owners);
    }

    [KernelTest]
    public static void A_disposed_guard_opens_nothing()
    {
        var local = new CpuLocal<Counter>(_ => new Counter());
        CpuGuard guard = CpuGuard.DisablePreemption();
        guard.Dispose();
        guard.Dispose();
        OstdError? error = null;
        try
        {
            local.Get(guard);
        }
        catch (OstdException e)
        {
            error = e.Error;
        }
        Check.Equal(OstdError.Stale, error!.Value);
        Check.Equal(OstdError.InvalidArgs, Check.Throws<OstdException>(() => local.OnCpu(-1)).Error);
        Check.Equal(OstdError.InvalidArgs, Check.Throws<OstdException>(() => local.OnCpu(Kernel.Current.CpuCount)).Error);
        Task.Yield();
    }

    [KernelTest]
    public static void Guards_of_both_kinds_nest_in_any_order()
    {
        CpuGuard a = CpuGuard.DisableInterrupts();
        CpuGuard b = CpuGuard.DisablePreemption();
        CpuGuard c = CpuGuard.DisableInterrupts();
        a.Dispose();
        a.Dispose();
        Check.True(AtomicMode.IsAtomic);
        c.Dispose();
        Check.Equal(OstdError.AtomicMode, Check.Throws<OstdException>(Task.Yield).Error);
        b.Dispose();
        Check.False(AtomicMode.IsAtomic);
        Task.Yield();
    }

    [KernelTest]
    public static void More_guards_than_there_is_room_for_are_refused_and_nothing_changes()
    {
        int deepest = 0;
        Check.Equal(OstdError.NotEnoughResources, Check.Throws<OstdException>(() => Nest(ref deepest)).Error);
        Check.True(deepest is > 4 and < 100);
        Check.False(AtomicMode.IsAtomic);
        Task.Yield();

        static void Nest(ref int depth)
        {
            using CpuGuard guard = CpuGuard.DisablePreemption();
            depth++;
            Nest(ref depth);
        }
    }

    [KernelTest]
    public static void Interrupt_handlers_know_that_they_are()
    {
        var seen = new AtomicInt32(-1);
        var timer = new global::Ostd.Timers.Timer(() => seen.Store((int)Kernel.Current.InterruptLevel, MemoryOrder.Release));
        timer.Arm(0);
        Eventually.True(() => seen.Load(MemoryOrder.Acquire) >= 0);
        Check.Equal((int)InterruptLevel.Interrupt, seen.Load(MemoryOrder.Acquire));
        Check.Equal(InterruptLevel.Task, Kernel.Current.InterruptLevel);
    }

    [KernelTest]
    public static void Sets_of_cpus_hold_what_was_put_in()
    {
        Check.True(CpuSet.Empty.IsEmpty);
        Check.Equal(64, CpuSet.First(64).Count);
        Check.Equal("{0, 1, 2}", CpuSet.First(3).ToString());
        CpuSet set = CpuSet.Of(5).Add(63).Add(5);
        Check.Equal("{5, 63}", set.ToString());
        Check.Equal(5, set.Lowest);
        Check.Equal(-1, CpuSet.Empty.Lowest);
        Check.True(set.Remove(5).Equals(CpuSet.Of(63)));
        Check.True(set.Except(CpuSet.First(10)).Union(CpuSet.First(2)).Equals(CpuSet.First(2).Add(63)));
        Check.Equal(OstdError.InvalidArgs, Check.Throws<OstdException>(() => CpuSet.Of(64)).Error);
        Check.Equal(OstdError.InvalidArgs, Check.Throws<OstdException>(() => CpuSet.Of(-1)).Error);
        Check.Equal(OstdError.InvalidArgs, Check.Throws<OstdException>(() => CpuSet.First(65)).Error);
    }
}
