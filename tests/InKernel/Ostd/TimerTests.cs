using System;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;

namespace InKernel.Ostd;

public static class TimerTests
{
    private const ulong Ms = 1_000_000;

    [KernelTest]
    public static void Time_goes_forward()
    {
        ulong before = Clock.MonotonicNs;
        for (int i = 0; i < 1000; i++)
        {
            ulong now = Clock.MonotonicNs;
            Check.True(now >= before);
            before = now;
        }
        Check.True(Clock.TscFrequencyHz > 1_000_000);
        Check.True(Clock.RealtimeNs > 1_700_000_000_000_000_000, "the real-time clock says it is before 2023");
    }

    [KernelTest]
    public static void A_timer_fires_once_and_not_early()
    {
        var fired = new AtomicInt32();
        ulong at = 0;
        var queue = new WaitQueue();
        Timer timer = new(() =>
        {
            at = Clock.MonotonicNs;
            fired.FetchAdd(1);
            queue.WakeAll();
        });
        Check.False(timer.IsArmed);
        ulong deadline = Clock.MonotonicNs + 5 * Ms;
        timer.Arm(deadline);
        Check.True(timer.IsArmed);
        queue.WaitUntil(() => fired.Load(MemoryOrder.Acquire) != 0);
        Check.True(at >= deadline);
        Check.False(timer.IsArmed);
        Check.False(timer.Cancel());
        SleepUntil(Clock.MonotonicNs + 10 * Ms);
        Check.Equal(1, fired.Load(MemoryOrder.Relaxed));
    }

    [KernelTest]
    public static void A_cancelled_timer_does_not_fire()
    {
        var fired = new AtomicFlag();
        var timer = new Timer(fired.Set);
        ulong deadline = Clock.MonotonicNs + 150 * Ms; // far enough that a stall of the whole machine does not matter
        timer.Arm(deadline);
        Check.True(timer.Cancel());
        Check.False(timer.Cancel());
        SleepUntil(deadline + 2 * Ms);
        Check.False(fired.IsSet);
    }

    [KernelTest]
    public static void Arming_again_replaces_the_deadline()
    {
        var fired = new AtomicInt32();
        var timer = new Timer(() => fired.FetchAdd(1));
        ulong start = Clock.MonotonicNs;
        timer.Arm(start + 150 * Ms);
        timer.Arm(start + 60_000 * Ms);
        SleepUntil(start + 160 * Ms);
        Check.Equal(0, fired.Load(MemoryOrder.Relaxed));
        timer.Arm(0); // long past: at once
        Eventually.True(() => fired.Load(MemoryOrder.Relaxed) == 1);
        Check.False(timer.IsArmed);
    }

    [KernelTest]
    public static void A_timer_may_arm_itself_again()
    {
        var fired = new AtomicInt32();
        var queue = new WaitQueue();
        Timer? timer = null;
        timer = new Timer(() =>
        {
            if (fired.FetchAdd(1) < 4)
                timer!.Arm(Clock.MonotonicNs + Ms);
            queue.WakeAll();
        });
        timer.Arm(Clock.MonotonicNs + Ms);
        queue.WaitUntil(() => fired.Load(MemoryOrder.Acquire) == 5);
    }

    [KernelTest]
    public static void Many_timers_fire_in_the_order_of_their_deadlines()
    {
        const int Count = 60;
        var order = new int[Count];
        var fired = new AtomicInt32();
        var queue = new WaitQueue();
        ulong start = Clock.MonotonicNs + 100 * Ms; // all are armed before the first is due
        for (int i = 0; i < Count; i++)
        {
            int place = i * 37 % Count; // every place once, mixed up
            new Timer(() =>
            {
                order[fired.FetchAdd(1)] = place;
                queue.WakeAll();
            }).Arm(start + (ulong)place * 10_000);
        }
        queue.WaitUntil(() => fired.Load(MemoryOrder.Acquire) == Count);
        if (Kernel.Current.CpuCount > 1)
            return; // timers of several CPUs have no common order
        for (int i = 0; i < Count; i++)
            Check.Equal(i, order[i]);
    }

    [KernelTest]
    public static void Timers_survive_any_mixture_of_arming_and_cancelling()
    {
        const int Timers = 12, Steps = 400;
        var fired = new int[Timers];
        var armed = new int[Timers];
        var cancelled = new int[Timers];
        var timers = new Timer[Timers];
        for (int i = 0; i < Timers; i++)
        {
            int me = i;
            timers[i] = new Timer(() => fired[me]++);
        }
        var random = new Lehmer(11);
        for (int step = 0; step < Steps; step++)
        {
            int i = (int)random.Next(Timers);
            if (random.Next(3) != 0)
            {
                if (timers[i].Cancel())
                    cancelled[i]++;
                timers[i].Arm(Clock.MonotonicNs + (ulong)random.Next(200_000));
                armed[i]++;
            }
            else if (timers[i].Cancel())
            {
                cancelled[i]++;
            }
        }
        SleepUntil(Clock.MonotonicNs + 5 * Ms);
        for (int i = 0; i < Timers; i++)
        {
            Check.False(timers[i].IsArmed);
            Check.Equal(armed[i], fired[i] + cancelled[i], $"timer {i}");
        }
    }

    [KernelTest]
    public static void A_callback_may_not_sleep()
    {
        OstdException? refused = null;
        var done = new Completion();
        var queue = new WaitQueue();
        Func<bool> never = () => false;
        Timer timer = new(() =>
        {
            try
            {
                queue.WaitUntil(never);
            }
            catch (OstdException e)
            {
                refused = e;
            }
            done.Set();
        });
        timer.Arm(Clock.MonotonicNs);
        done.Wait();
        Check.Equal(OstdError.AtomicMode, refused!.Error);
    }

    [KernelTest]
    public static void Running_takes_CPU_time_and_sleeping_does_not()
    {
        Task me = Task.Current;
        ulong before = me.UserTimeNs + me.KernelTimeNs;
        SleepUntil(Clock.MonotonicNs + 200 * Ms);
        ulong slept = me.UserTimeNs + me.KernelTimeNs - before;
        Check.True(slept < 150 * Ms, $"sleeping took {slept} ns");
        ulong end = Clock.MonotonicNs + 20 * Ms;
        while (Clock.MonotonicNs < end)
        {
        }
        ulong worked = me.UserTimeNs + me.KernelTimeNs - before - slept;
        Check.True(worked >= 10 * Ms, $"working took {worked} ns");
    }

    private static void SleepUntil(ulong deadlineNs) => new WaitQueue().WaitUntil(() => false, null, deadlineNs);
}
