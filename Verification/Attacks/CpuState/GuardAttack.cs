using Ostd;
using Ostd.Sync;
using Ostd.Tasks;
using Verification.Checking;
using static Verification.Attacks.Attack;

namespace Verification.Attacks.CpuState;

/// <summary>Guards that are disposed in the wrong order, twice, through copies, or never.</summary>
internal static class GuardAttack
{
    public static Checker Checker { get; } = Checker(
        "Guards restore what was before the first of them, in whatever order, however often and by whomever they are disposed", [2], "guards",
        [
            new("interrupts: the outer guard first", OuterFirst),
            new("interrupts: one guard twice, the other never", Twice),
            new("interrupts: a copy of a guard after the guard", Copies),
            new("locks: crosswise, with and without interrupts", Crosswise),
            new("a lock's guard again after somebody else locked", AfterOthersLocked),
            new("a task that ends with a guard", EndsWithGuard, Panic: "A task ended in atomic mode"),
            new("an exception between two guards", ThrowsBetween),
            new("sleeping with a guard", SleepsWithGuard),
            new("a guard that an interrupt handler keeps", KeptByHandler, Panic: "guard"),
        ]);

    private static bool AreOn => Kernel.Current.Machine.InterruptsEnabled;

    private static void OuterFirst()
    {
        CpuGuard outer = CpuGuard.DisableInterrupts(), inner = CpuGuard.DisableInterrupts();
        outer.Dispose();
        Require(!AreOn, "the outer guard enabled interrupts under the inner one");
        inner.Dispose();
        Require(AreOn, "the last guard did not restore interrupts");
    }

    private static void Twice()
    {
        CpuGuard first = CpuGuard.DisableInterrupts(), second = CpuGuard.DisableInterrupts();
        first.Dispose();
        first.Dispose();
        first.Dispose();
        Require(!AreOn, "disposing a guard again counted for another one");
        second.Dispose();
        Require(AreOn, "the last guard did not restore interrupts");
    }

    private static void Copies()
    {
        CpuGuard guard = CpuGuard.DisableInterrupts(), copy = guard;
        using (CpuGuard.DisableInterrupts())
        {
            guard.Dispose();
            copy.Dispose();
            Require(!AreOn, "a copy of a guard counted for another one");
        }
        Require(AreOn, "the last guard did not restore interrupts");
    }

    private static void Crosswise()
    {
        var plain = new SpinLock();
        var irq = new SpinLock(irq: true);
        SpinLock.Guard a = irq.Lock();
        SpinLock.Guard b = plain.Lock();
        CpuGuard c = CpuGuard.DisablePreemption();
        a.Dispose();
        a.Dispose();
        Require(AreOn, "interrupts stayed off after the only guard that disabled them");
        Refused(OstdError.AtomicMode, Task.Yield);
        c.Dispose();
        Refused(OstdError.AtomicMode, Task.Yield);
        b.Dispose();
        Task.Yield();
    }

    private static void AfterOthersLocked()
    {
        var spinLock = new SpinLock();
        SpinLock.Guard first = spinLock.Lock(), copy = first;
        first.Dispose();
        using (spinLock.Lock())
        {
            first.Dispose();
            copy.Dispose();
            Require(spinLock.IsHeldByCurrentCpu, "an old guard unlocked what was locked anew");
        }
    }

    private static void EndsWithGuard()
    {
        Task.Spawn(static () => CpuGuard.DisablePreemption());
        for (int i = 0; i < 100; i++)
            Task.Yield();
    }

    private static void ThrowsBetween()
    {
        var spinLock = new SpinLock(irq: true);
        try
        {
            using (CpuGuard.DisableInterrupts())
            using (spinLock.Lock())
                throw new AttackSucceededException("thrown on purpose");
        }
        catch (AttackSucceededException)
        {
        }
        Require(AreOn && !spinLock.IsHeldByCurrentCpu, "an exception left a guard behind");
        Task.Yield();
    }

    private static void SleepsWithGuard()
    {
        using (CpuGuard.DisableInterrupts())
            Refused(OstdError.AtomicMode, Task.Yield);
        Task.Yield();
    }

    private static void KeptByHandler()
    {
        InterruptHandlers.Run(static () => CpuGuard.DisableInterrupts());
        Task.Yield();
        throw new AttackSucceededException("the guard of a handler stayed with the task that it interrupted");
    }
}
