using System;
using Ostd.Model;
using Ostd.Sync;
using Ostd.Tasks;
using Xunit;

namespace Ostd.Tests;

/// <summary>The model machine's watch over the order in which locks are taken.</summary>
public sealed class LockOrderTests
{
    private static void Run(Action body) => ModelKernel.Run(body, new ModelOptions { CheckLockOrder = true });

    private static string Violation(Action body) => Assert.Throws<ModelViolationException>(() => Run(body)).Message;

    [Fact]
    public void Two_locks_taken_in_both_orders_are_reported_though_nobody_met()
    {
        string message = Violation(() =>
        {
            var a = new SpinLock();
            var b = new Mutex();
            Both(() => b.Lock(), () => a.Lock());
            using (a.Lock())
            {
                Assert.True(b.TryLock(out Mutex.Guard attempt)); // an attempt does not wait: no harm
                attempt.Dispose();
            }
            var c = new RwLock();
            Both(() => c.Read(), () => b.Lock());
            using (b.Lock())
            using (c.Write())
            {
            }
        });
        Assert.Contains("Lock order", message);
        Assert.Contains("LockOrderTests.cs", message);
    }

    [Fact]
    public void A_longer_cycle_is_reported_with_every_step()
    {
        string message = Violation(() =>
        {
            var a = new SpinLock();
            var b = new SpinLock();
            var c = new SpinLock();
            Both(() => a.Lock(), () => b.Lock());
            Both(() => b.Lock(), () => c.Lock());
            Both(() => c.Lock(), () => a.Lock());
        });
        Assert.Equal(3, message.Split('\n').Length);
    }

    [Fact]
    public void Two_locks_of_one_class_are_taken_in_one_order()
    {
        Run(() =>
        {
            SpinLock[] locks = Make(3);
            Both(() => locks[0].Lock(), () => locks[1].Lock());
            Both(() => locks[1].Lock(), () => locks[2].Lock());
            Both(() => locks[0].Lock(), () => locks[1].Lock());
        });
        Assert.Contains("another order", Violation(() =>
        {
            SpinLock[] locks = Make(2);
            Both(() => locks[0].Lock(), () => locks[1].Lock());
            Both(() => locks[1].Lock(), () => locks[0].Lock());
        }));
    }

    [Fact]
    public void Locks_that_are_not_held_together_have_no_order() => Run(() =>
    {
        var a = new SpinLock();
        var b = new Mutex();
        a.Lock().Dispose();
        b.Lock().Dispose();
        a.Lock().Dispose();
        Task.Yield();
    });

    private static SpinLock[] Make(int count)
    {
        var locks = new SpinLock[count];
        for (int i = 0; i < count; i++)
            locks[i] = new SpinLock();
        return locks;
    }

    private delegate SpinLock.Guard TakeSpinLock();

    private delegate Mutex.Guard TakeMutex();

    private delegate RwLock.ReadGuard TakeReadLock();

    private static void Both(TakeSpinLock outer, TakeSpinLock inner)
    {
        using SpinLock.Guard first = outer();
        using SpinLock.Guard second = inner();
    }

    private static void Both(TakeMutex outer, TakeSpinLock inner)
    {
        using Mutex.Guard first = outer();
        using SpinLock.Guard second = inner();
    }

    private static void Both(TakeReadLock outer, TakeMutex inner)
    {
        using RwLock.ReadGuard first = outer();
        using Mutex.Guard second = inner();
    }
}
