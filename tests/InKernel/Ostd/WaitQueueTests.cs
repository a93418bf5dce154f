using Ostd;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;

namespace InKernel.Ostd;

public static class WaitQueueTests
{
    private const ulong Ms = 1_000_000;

    [KernelTest]
    public static void No_wakeup_is_lost_between_two_tasks_that_wait_for_each_other()
    {
        const int Rounds = 300;
        var queue = new WaitQueue();
        var turn = new AtomicInt32();
        var finished = new CountDown(2);
        for (int i = 0; i < 2; i++)
        {
            int me = i;
            Task.Spawn(() =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    queue.WaitUntil(() => turn.Load(MemoryOrder.Acquire) % 2 == me);
                    turn.FetchAdd(1);
                    queue.WakeOne();
                }
                finished.Signal();
            });
        }
        finished.Wait();
        Check.Equal(2 * Rounds, turn.Load(MemoryOrder.Relaxed));
    }

    [KernelTest]
    public static void One_wakeup_for_each_unit_serves_every_consumer()
    {
        const int Consumers = 3, Units = 90;
        var queue = new WaitQueue();
        var units = new AtomicInt32();
        var finished = new CountDown(Consumers);
        for (int i = 0; i < Consumers; i++)
        {
            Task.Spawn(() =>
            {
                for (int unit = 0; unit < Units / Consumers; unit++)
                    queue.WaitUntil(() => TryTake(ref units));
                finished.Signal();
            });
        }
        for (int unit = 0; unit < Units; unit++)
        {
            units.FetchAdd(1);
            queue.WakeOne();
            if (unit % 7 == 0)
                Task.Yield();
        }
        finished.Wait();
    }

    // A waiter that times out just when it is woken must not swallow the wake-up.
    [KernelTest]
    public static void A_wakeup_that_meets_a_timeout_goes_to_somebody_else()
    {
        var queue = new WaitQueue();
        var units = new AtomicInt32();
        var finished = new CountDown(2);
        int taken = 0;
        const int Rounds = 40;
        Task.Spawn(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                while (queue.WaitUntil(() => TryTake(ref units), null, Clock.MonotonicNs + 3_000) != WaitResult.Satisfied)
                {
                }
                taken++;
            }
            finished.Signal();
        });
        Task.Spawn(() =>
        {
            for (int i = 0; i < Rounds; i++)
                queue.WaitUntil(() => TryTake(ref units)); // without a deadline: only a wake-up helps
            finished.Signal();
        });
        for (int i = 0; i < 2 * Rounds; i++)
        {
            units.FetchAdd(1);
            queue.WakeOne();
            Task.Yield();
        }
        finished.Wait();
        Check.Equal(Rounds, taken);
    }

    [KernelTest]
    public static void Waking_says_whether_somebody_was_woken()
    {
        var queue = new WaitQueue();
        Check.False(queue.WakeOne());
        Check.Equal(0, queue.WakeAll());
        var go = new AtomicFlag();
        var finished = new CountDown(3);
        for (int i = 0; i < 3; i++)
        {
            Task.Spawn(() =>
            {
                queue.WaitUntil(() => go.IsSet);
                finished.Signal();
            });
        }
        go.Set();
        int woken = 0;
        Eventually.True(() => finished.IsDone || (woken += queue.WakeAll()) < 0);
        finished.Wait();
        Check.True(woken <= 6, "each at most twice: asleep, and registered once more before it looks at the condition");
        Check.False(queue.WakeOne());
    }

    [KernelTest]
    public static void Waiters_are_woken_in_the_order_they_came()
    {
        var queue = new WaitQueue();
        var tickets = new AtomicInt32();
        var arrived = new AtomicInt32();
        var finished = new CountDown(3);
        string order = "";
        for (int i = 0; i < 3; i++)
        {
            int me = i;
            Task.Spawn(() =>
            {
                bool first = true;
                queue.WaitUntil(() =>
                {
                    if (first)
                    {
                        first = false;
                        arrived.FetchAdd(1);
                    }
                    return TryTake(ref tickets);
                });
                order += me;
                finished.Signal();
            });
            Eventually.True(() => arrived.Load(MemoryOrder.Acquire) == me + 1);
            for (int turn = 0; turn < 20; turn++)
                Task.Yield(); // it sleeps now
        }
        for (int i = 0; i < 3; i++)
        {
            int expected = i + 1;
            tickets.FetchAdd(1);
            Check.True(queue.WakeOne());
            Eventually.True(() => order.Length == expected);
        }
        finished.Wait();
        Check.Equal("012", order);
    }

    [KernelTest]
    public static void A_deadline_ends_a_wait()
    {
        var queue = new WaitQueue();
        ulong start = Clock.MonotonicNs;
        Check.Equal(WaitResult.TimedOut, queue.WaitUntil(() => false, null, start + 5 * Ms));
        ulong waited = Clock.MonotonicNs - start;
        Check.True(waited >= 5 * Ms, $"{waited} ns");
        Check.Equal(WaitResult.TimedOut, queue.WaitUntil(() => false, null, 0));
        Check.Equal(WaitResult.Satisfied, queue.WaitUntil(() => true, null, 0));
    }

    [KernelTest]
    public static void A_condition_that_comes_true_before_the_deadline_wins()
    {
        var queue = new WaitQueue();
        var flag = new AtomicFlag();
        Task.Spawn(() =>
        {
            flag.Set();
            queue.WakeAll();
        });
        Check.Equal(WaitResult.Satisfied, queue.WaitUntil(() => flag.IsSet, null, Clock.MonotonicNs + 10_000 * Ms));
    }

    [KernelTest]
    public static void An_interrupted_wait_looks_at_its_cancel_condition()
    {
        var queue = new WaitQueue();
        var cancel = new AtomicFlag();
        var finished = new Completion();
        WaitResult result = WaitResult.Satisfied;
        Task task = Task.Spawn(() =>
        {
            result = queue.WaitUntil(() => false, () => cancel.IsSet, null);
            finished.Set();
        });
        task.Interrupt(); // nothing to cancel yet
        for (int i = 0; i < 10; i++)
            Task.Yield();
        Check.False(finished.IsSet);
        cancel.Set();
        task.Interrupt();
        finished.Wait();
        Check.Equal(WaitResult.Cancelled, result);
    }

    [KernelTest]
    public static void A_wakeup_before_the_wait_is_kept()
    {
        using var waiter = new Waiter();
        Check.True(waiter.Waker.WakeUp());
        Check.False(waiter.Waker.WakeUp());
        waiter.Wait();
        Check.True(waiter.Waker.WakeUp());
        Check.True(waiter.WaitUntil(0));
        Check.False(waiter.WaitUntil(Clock.MonotonicNs + Ms));
    }

    [KernelTest]
    public static void A_waker_of_a_disposed_waiter_does_nothing()
    {
        Waker waker;
        using (var waiter = new Waiter())
            waker = waiter.Waker;
        Check.False(waker.WakeUp());
    }

    [KernelTest]
    public static void One_waiter_waits_on_many_queues()
    {
        var queues = new WaitQueue[5];
        for (int i = 0; i < queues.Length; i++)
            queues[i] = new WaitQueue();
        using var waiter = new Waiter();
        for (int woken = 0; woken < queues.Length; woken++)
        {
            foreach (WaitQueue queue in queues)
                queue.Enqueue(waiter.Waker);
            int index = woken;
            Task.Spawn(() => queues[index].WakeOne());
            waiter.Wait();
            for (int i = 0; i < queues.Length; i++)
                Check.Equal(i != index, queues[i].Remove(waiter.Waker), $"queue {i}");
        }
    }

    [KernelTest]
    public static void A_waiter_of_another_task_is_refused()
    {
        using var waiter = new Waiter();
        var finished = new Completion();
        OstdException? refused = null;
        Task.Spawn(() =>
        {
            refused = Check.Throws<OstdException>(waiter.Wait);
            finished.Set();
        });
        finished.Wait();
        Check.NotNull(refused);
    }

    [KernelTest]
    public static void A_condition_that_throws_leaves_the_queue_usable()
    {
        var queue = new WaitQueue();
        int calls = 0;
        Check.Throws<System.InvalidOperationException>(() => queue.WaitUntil(() => ++calls == 2 ? throw new System.InvalidOperationException() : false));
        Check.False(queue.WakeOne());
        Check.Equal(WaitResult.TimedOut, queue.WaitUntil(() => false, null, Clock.MonotonicNs + Ms));
    }

    private static bool TryTake(ref AtomicInt32 units)
    {
        while (true)
        {
            int left = units.Load(MemoryOrder.Acquire);
            if (left == 0)
                return false;
            if (units.CompareExchange(left - 1, left) == left)
                return true;
        }
    }
}
