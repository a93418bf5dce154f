using System;
using Ostd;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;
using Ostd.User;
using Verification.Checking;
using Verification.Properties.Tasks;

namespace Verification.Attacks.Sync;

/// <summary>Guards disposed twice, copied, in any order, or never; sleeping where nothing may sleep; locks taken again by who holds them; handlers that break their rules.</summary>
internal static class GuardAttacks
{
    public static Checker Guards { get; } = Attack.Checker(
        "A guard releases once, whatever is done with it, and a lost one is noticed", [], "locks",
        [
            new("locks a spin lock twice", SpinLockTwice),
            new("locks a spin lock for interrupts twice", SpinLockForInterruptsTwice),
            new("disposes a copy of a spin lock's guard when the lock is held again", SpinLockCopy),
            new("disposes a copy of a spin lock's guard when another CPU holds the lock", SpinLockCopyElsewhere, Cpus: 2),
            new("disposes a copy of a mutex's guard when the mutex is held again", MutexCopy),
            new("disposes the guard of a failed attempt", FailedAttempt),
            new("disposes guards of all kinds in the wrong order", WrongOrder),
            new("disposes a copy of a reader's guard while others read", ReaderCopy, Cpus: 2),
            new("writes what it reads", WriteWhileReading),
            new("takes more guards than there is room for", TooManyGuards),
            new("loses so many spin locks that their count could wrap", LoseSpinLocks),
            new("ends a task that holds a spin lock", () => EndWith(() => _ = new SpinLock().Lock()), Panic: "A task ended in atomic mode"),
            new("ends a task that disabled interrupts", () => EndWith(() => _ = CpuGuard.DisableInterrupts()), Panic: "A task ended in atomic mode"),
            new("ends a task in a read section", () => EndWith(() => _ = new Rcu<object>(new object()).Read()), Panic: "A task ended in atomic mode"),
            new("keeps a spin lock when a handler returns", () => Handle(() => _ = new SpinLock().Lock()), Panic: "returned with a guard that it did not dispose"),
            new("keeps interrupts disabled when a handler returns", () => Handle(() => _ = CpuGuard.DisableInterrupts()), Panic: "returned with a guard that it did not dispose"),
            new("throws in a handler", () => Handle(() => throw new InvalidOperationException("a bug")), Panic: "Handlers must not throw"),
            new("throws after a grace period", ThrowAfterGracePeriod, Panic: "Such callbacks must not throw"),
            new("throws in a condition that somebody waits for", ThrowInCondition),
            new("waits, while it waits, for something else that may be called off", NestedWaits),
        ],
        everyStep: [8]);

    public static Checker AtomicMode { get; } = Attack.Checker(
        "Nothing sleeps in atomic mode, from wherever it tries", [], "atomic",
        [
            new("under a spin lock", () =>
            {
                using (new SpinLock().Lock())
                    NothingSleeps();
                Task.Yield();
            }),
            new("under a spin lock for interrupts", () =>
            {
                using (new SpinLock(irq: true).Lock())
                    NothingSleeps();
                Task.Yield();
            }),
            new("with preemption disabled", () =>
            {
                using (CpuGuard.DisablePreemption())
                    NothingSleeps();
                Task.Yield();
            }),
            new("with interrupts disabled", () =>
            {
                using (CpuGuard.DisableInterrupts())
                    NothingSleeps();
                Task.Yield();
            }),
            new("in a read section", () =>
            {
                using (new Rcu<object>(new object()).Read())
                    NothingSleeps();
                Task.Yield();
            }),
            new("when one of two guards is disposed", () =>
            {
                CpuGuard first = CpuGuard.DisableInterrupts();
                CpuGuard second = CpuGuard.DisablePreemption();
                first.Dispose();
                NothingSleeps();
                second.Dispose();
                Task.Yield();
            }),
            new("in the handler of an interrupt", () => Handle(NothingSleeps)),
            new("after a grace period", () =>
            {
                Exception? failure = null;
                Rcu.Defer(() =>
                {
                    try
                    {
                        NothingSleeps();
                    }
                    catch (Exception e)
                    {
                        failure = e;
                    }
                });
                Rcu.Synchronize();
                Attack.Require(failure is null, $"{failure}");
            }),
        ],
        everyStep: [8]);

    private static void NothingSleeps()
    {
        var mutex = new Mutex();
        var rwLock = new RwLock();
        var queue = new WaitQueue();
        var once = new Once<object>(() => new object());
        Attack.Refused(OstdError.AtomicMode, Task.Yield);
        Attack.Refused(OstdError.AtomicMode, Task.Exit);
        Attack.Refused(OstdError.AtomicMode, () => mutex.Lock());
        Attack.Refused(OstdError.AtomicMode, () => rwLock.Read());
        Attack.Refused(OstdError.AtomicMode, () => rwLock.Write());
        Attack.Refused(OstdError.AtomicMode, () => queue.WaitUntil(() => true));
        Attack.Refused(OstdError.AtomicMode, () => queue.WaitUntil(() => true, () => true, 0));
        Attack.Refused(OstdError.AtomicMode, () => new Waiter().Wait());
        Attack.Refused(OstdError.AtomicMode, () => new Waiter().WaitUntil(0));
        Attack.Refused(OstdError.AtomicMode, Rcu.Synchronize);
        Attack.Refused(OstdError.AtomicMode, () => _ = once.Value);
        Attack.Refused(OstdError.AtomicMode, () => new UserMode(new UserContext()).Execute(() => true));
    }

    private static void SpinLockTwice()
    {
        var spinLock = new SpinLock();
        using (spinLock.Lock())
        {
            Attack.Refused(OstdError.InvalidArgs, () => spinLock.Lock());
            Attack.Require(spinLock.IsHeldByCurrentCpu, "a refused second taking released the lock");
        }
        Attack.Require(!Ostd.Tasks.AtomicMode.IsAtomic, "a refused second taking leaves atomic mode behind");
    }

    private static void SpinLockForInterruptsTwice()
    {
        var spinLock = new SpinLock(irq: true);
        using (spinLock.Lock())
            Attack.Refused(OstdError.InvalidArgs, () => spinLock.Lock());
        Attack.Require(!Ostd.Tasks.AtomicMode.IsAtomic, "a refused second taking leaves interrupts disabled");
    }

    private static void SpinLockCopy()
    {
        var spinLock = new SpinLock();
        SpinLock.Guard guard = spinLock.Lock();
        SpinLock.Guard copy = guard;
        guard.Dispose();
        guard.Dispose();
        using (spinLock.Lock())
        {
            copy.Dispose();
            Attack.Require(spinLock.IsHeldByCurrentCpu, "a copied guard released a later taking");
        }
        Attack.Require(!Ostd.Tasks.AtomicMode.IsAtomic, "a copied guard upset the count of guards");
    }

    private static void SpinLockCopyElsewhere()
    {
        var spinLock = new SpinLock();
        var held = new AtomicBool();
        var stop = new AtomicBool();
        SpinLock.Guard guard = spinLock.Lock();
        SpinLock.Guard copy = guard;
        guard.Dispose();
        Task holder = Task.Spawn(() =>
        {
            using (spinLock.Lock())
            {
                held.Store(true, MemoryOrder.Release);
                while (!stop.Load(MemoryOrder.Acquire))
                    Attack.Require(spinLock.IsHeldByCurrentCpu, "a copied guard released another CPU's lock");
            }
        });
        while (!held.Load(MemoryOrder.Acquire))
            Task.Yield();
        copy.Dispose();
        Attack.Require(!spinLock.TryLock(out _), "a copied guard released another CPU's lock");
        stop.Store(true, MemoryOrder.Release);
        Attack.Require(Crew.Eventually(() => holder.HasExited), "the holder does not come to its end");
    }

    private static void MutexCopy()
    {
        var mutex = new Mutex();
        Mutex.Guard guard = mutex.Lock();
        Mutex.Guard copy = guard;
        guard.Dispose();
        using (mutex.Lock())
        {
            copy.Dispose();
            guard.Dispose();
            Attack.Require(mutex.IsHeldByCurrentTask, "a copied guard released a later taking of a mutex");
        }
        var rwLock = new RwLock();
        RwLock.WriteGuard writeGuard = rwLock.Write();
        RwLock.WriteGuard writeCopy = writeGuard;
        writeGuard.Dispose();
        using (rwLock.Write())
        {
            writeCopy.Dispose();
            Attack.Refused(OstdError.InvalidArgs, () => rwLock.Read()); // still written
        }
    }

    private static void FailedAttempt()
    {
        var spinLock = new SpinLock();
        var mutex = new Mutex();
        using (spinLock.Lock())
        {
            Attack.Require(!spinLock.TryLock(out SpinLock.Guard failed), "a held spin lock was taken");
            failed.Dispose();
            Attack.Require(spinLock.IsHeldByCurrentCpu, "the guard of a failed attempt released the holder's lock");
        }
        using (mutex.Lock())
        {
            Attack.Require(!mutex.TryLock(out Mutex.Guard failed), "a held mutex was taken");
            failed.Dispose();
            Attack.Require(mutex.IsHeldByCurrentTask, "the guard of a failed attempt released the holder's mutex");
        }
        Task.Yield();
    }

    private static void WrongOrder()
    {
        var a = new SpinLock(irq: true);
        var b = new SpinLock();
        SpinLock.Guard first = a.Lock();
        CpuGuard second = CpuGuard.DisableInterrupts();
        SpinLock.Guard third = b.Lock();
        Rcu<object>.ReadGuard fourth = new Rcu<object>(new object()).Read();
        first.Dispose();
        Attack.Refused(OstdError.AtomicMode, Task.Yield);
        third.Dispose();
        Attack.Refused(OstdError.AtomicMode, Task.Yield);
        second.Dispose();
        second.Dispose();
        Attack.Refused(OstdError.AtomicMode, Task.Yield);
        fourth.Dispose();
        Attack.Require(!Ostd.Tasks.AtomicMode.IsAtomic, "all guards are disposed, and it is still atomic mode");
        Task.Yield();
    }

    private static void ReaderCopy()
    {
        var rwLock = new RwLock();
        var reading = new AtomicBool();
        var mayEnd = new WaitQueue();
        var end = new AtomicBool();
        Task reader = Task.Spawn(() =>
        {
            using (rwLock.Read())
            {
                reading.Store(true, MemoryOrder.Release);
                mayEnd.WaitUntil(() => end.Load(MemoryOrder.Acquire));
                reading.Store(false, MemoryOrder.Release);
            }
        });
        Attack.Require(Crew.Eventually(() => reading.Load(MemoryOrder.Acquire)), "a reader does not come in");
        RwLock.ReadGuard guard = rwLock.Read();
        RwLock.ReadGuard copy = guard;
        guard.Dispose();
        copy.Dispose();
        bool met = false;
        Task writer = Task.Spawn(() =>
        {
            using (rwLock.Write())
                met = reading.Load(MemoryOrder.Acquire);
        });
        for (int i = 0; i < 30; i++)
            Task.Yield();
        end.Store(true, MemoryOrder.Release);
        mayEnd.WakeAll();
        Attack.Require(Crew.Eventually(() => reader.HasExited && writer.HasExited), "a reader or writer does not come out");
        Attack.Require(!met, "a copied guard released another reader: a writer came in beside it");
    }

    private static void WriteWhileReading()
    {
        var rwLock = new RwLock();
        using (rwLock.Read())
            Attack.Refused(OstdError.InvalidArgs, () => rwLock.Write());
        using (rwLock.Write())
        {
            Attack.Refused(OstdError.InvalidArgs, () => rwLock.Write());
            Attack.Refused(OstdError.InvalidArgs, () => rwLock.Read());
        }
        rwLock.Write().Dispose();
    }

    private static void TooManyGuards()
    {
        Attack.Refused(OstdError.NotEnoughResources, Nest);
        Attack.Require(!Ostd.Tasks.AtomicMode.IsAtomic, "refused guards leave atomic mode behind");

        static void Nest()
        {
            using CpuGuard guard = CpuGuard.DisableInterrupts();
            Nest();
        }
    }

    private static void LoseSpinLocks()
    {
        // Its task cannot go on after that, but the count has not wrapped.
        Attack.Refused(OstdError.Overflow, () =>
        {
            while (true)
                _ = new SpinLock().Lock();
        });
        Attack.Refused(OstdError.AtomicMode, Task.Yield);
    }

    private static void EndWith(Action last)
    {
        Task task = Task.Spawn(last);
        Crew.Eventually(() => task.HasExited);
    }

    // In an interrupt handler; what it throws comes out here, unless the handler is to break its rules.
    private static void Handle(Action action)
    {
        Exception? failure = null;
        var done = new AtomicBool();
        var timer = new Timer(() =>
        {
            try
            {
                action();
            }
            catch (AttackSucceededException e)
            {
                failure = e;
            }
            done.Store(true, MemoryOrder.Release);
        });
        timer.Arm(0);
        Attack.Require(Crew.Eventually(() => done.Load(MemoryOrder.Acquire)), "a timer does not fire");
        Attack.Require(failure is null, $"{failure}");
    }

    private static void ThrowAfterGracePeriod()
    {
        Rcu.Defer(() => throw new InvalidOperationException("a bug"));
        Rcu.Synchronize();
    }

    private static void ThrowInCondition()
    {
        var queue = new WaitQueue();
        var mutex = new Mutex();
        for (int i = 0; i < 3; i++)
        {
            int calls = 0;
            try
            {
                using (mutex.Lock())
                    queue.WaitUntil(() => calls++ == i ? throw new InvalidOperationException() : false, () => false, Clock.MonotonicNs + 1_000);
            }
            catch (InvalidOperationException)
            {
            }
        }
        Attack.Require(!queue.WakeOne(), "somebody is still in the queue, who left by an exception");
        mutex.Lock().Dispose();
        // The task's waiter is in order.
        Attack.Require(queue.WaitUntil(() => false, null, Clock.MonotonicNs + 1_000) == WaitResult.TimedOut, "a wait after one that threw does not end in time");
    }

    private static void NestedWaits()
    {
        var outer = new WaitQueue();
        var inner = new WaitQueue();
        var called = new AtomicBool();
        var result = new AtomicInt32(-1);
        var waits = new AtomicBool();
        Task task = Task.Spawn(() => result.Store((int)outer.WaitUntil(Condition, () => called.Load(MemoryOrder.Acquire), null), MemoryOrder.Release));
        Crew.Eventually(() => waits.Load(MemoryOrder.Acquire));
        for (int i = 0; i < 20; i++)
            Task.Yield(); // it sleeps in the outer wait now
        called.Store(true, MemoryOrder.Release);
        task.Interrupt();
        Attack.Require(Crew.Eventually(() => result.Load(MemoryOrder.Acquire) == (int)WaitResult.Cancelled), "a wait whose condition waits, too, cannot be called off");

        bool Condition()
        {
            inner.WaitUntil(() => false, () => false, Clock.MonotonicNs + 1_000);
            waits.Store(true, MemoryOrder.Release);
            return false;
        }
    }
}
