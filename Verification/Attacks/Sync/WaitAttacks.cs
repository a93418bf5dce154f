using Ostd;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;
using Verification.Checking;
using Verification.Properties.Tasks;

namespace Verification.Attacks.Sync;

/// <summary>Waiters that leave at the moment they are woken, waiters of others, and wakers that outlive everybody.</summary>
internal static class WaitAttacks
{
    public static Checker Checker { get; } = Attack.Checker(
        "Who leaves a queue takes nobody's wake-up along", [], "waits",
        [
            new("is woken, and called away before it looks", LeaveWoken),
            new("is woken, and finds its time over", LeaveLate),
            new("waits with another task's waiter", WaitForAnother),
            new("waits with a waiter that was disposed", () =>
            {
                var waiter = new Waiter();
                waiter.Dispose();
                Attack.Refused(OstdError.Stale, waiter.Wait);
                Attack.Refused(OstdError.Stale, () => waiter.WaitUntil(0));
                Attack.Require(!waiter.Waker.WakeUp(), "a waiter that was disposed was woken");
            }),
            new("waits until a time that comes, and is told so", () =>
            {
                ulong deadline = Clock.MonotonicNs + 2_000;
                Attack.Require(!new Waiter().WaitUntil(deadline), "a wait that nobody ended says that it was woken");
                Attack.Require(Clock.MonotonicNs >= deadline, "a wait ended before its time");
            }),
            new("leaves a disposed waiter in a queue, before somebody else", DisposedInQueue),
        ],
        everyStep: [8]);

    // Two tasks in a queue: the first will not use its wake-up.
    private static void LeaveWoken()
    {
        var queue = new WaitQueue();
        var call = new AtomicBool(false);
        var unit = new AtomicBool(false);
        Task first = Task.Spawn(() => queue.WaitUntil(() => false, () => call.Load(MemoryOrder.Acquire), null), name: "leaves");
        SleepAndLetSleep();
        Task second = Task.Spawn(() => queue.WaitUntil(() => unit.Load(MemoryOrder.Acquire)), name: "needs it");
        SleepAndLetSleep();
        call.Store(true, MemoryOrder.Release);
        unit.Store(true, MemoryOrder.Release);
        queue.WakeOne(); // goes to the first
        Attack.Require(Crew.Eventually(() => first.HasExited), "a task that was called away does not leave");
        Attack.Require(Crew.Eventually(() => second.HasExited), "the one wake-up went to a task that left without using it");
    }

    private static void LeaveLate()
    {
        var queue = new WaitQueue();
        var unit = new AtomicBool(false);
        ulong deadline = Clock.MonotonicNs + 300_000;
        Task first = Task.Spawn(() => queue.WaitUntil(() => false, null, deadline), name: "leaves");
        SleepAndLetSleep();
        Task second = Task.Spawn(() => queue.WaitUntil(() => unit.Load(MemoryOrder.Acquire)), name: "needs it");
        SleepAndLetSleep();
        using (CpuGuard.DisableInterrupts())
        {
            while (Clock.MonotonicNs < deadline)
            {
            }
            unit.Store(true, MemoryOrder.Release);
            queue.WakeOne(); // goes to the first, whose timer fires as soon as interrupts are enabled
        }
        Attack.Require(Crew.Eventually(() => first.HasExited), "a task whose time is over does not leave");
        Attack.Require(Crew.Eventually(() => second.HasExited), "the one wake-up went to a task that left without using it");
    }

    private static void WaitForAnother()
    {
        Waiter? others = null;
        Task other = Task.Spawn(() => others = new Waiter());
        Attack.Require(Crew.Eventually(() => other.HasExited), "a task does not come to its end");
        Attack.Refused(OstdError.InvalidArgs, others!.Wait);
        Attack.Refused(OstdError.InvalidArgs, () => others.WaitUntil(0));
    }

    private static void DisposedInQueue()
    {
        var queue = new WaitQueue();
        var unit = new AtomicBool(false);
        var waiter = new Waiter();
        queue.Enqueue(waiter.Waker);
        Task second = Task.Spawn(() => queue.WaitUntil(() => unit.Load(MemoryOrder.Acquire)));
        SleepAndLetSleep();
        waiter.Dispose();
        unit.Store(true, MemoryOrder.Release);
        queue.WakeOne();
        Attack.Require(Crew.Eventually(() => second.HasExited), "the one wake-up went to a waiter that was disposed");
        Attack.Require(!queue.Remove(waiter.Waker), "a waker that was taken out is still in the queue");
    }

    private static void SleepAndLetSleep()
    {
        for (int i = 0; i < 5; i++)
            Task.Yield();
    }
}
