using System.Collections.Generic;
using Verification.Attacks.Sync;
using Verification.Attacks.Tasks;
using Verification.Properties.Sync;
using Verification.Properties.Tasks;
using Verification.Scenarios.Locks;
using Verification.Scenarios.Reclaiming;
using Verification.Scenarios.Sleeping;
using Verification.Scenarios.Statics;
using Verification.Scenarios.Tasks;
using Verification.Scenarios.Timers;

namespace Verification.Checking;

/// <summary>Tasks, scheduling and everything that synchronises them: invariant 8 and the finer rules about locks, waiting, RCU and static constructors.</summary>
internal static class SyncCheckers
{
    public static IReadOnlyList<Checker> All { get; } =
    [
        SchedulerAttacks.Checker,
        GuardAttacks.Guards,
        GuardAttacks.AtomicMode,
        RcuAttacks.Checker,
        WaitAttacks.Checker,
        SchedulerProperty.Checker,
        LyingSchedulerProperty.Checker,
        LockProperty.Checker,
        WaitQueueProperty.Checker,
        RcuProperty.Checker,
        TimerProperty.Checker,
        TimerScenarios.ExpiresOnTheWayToSleep.ToChecker(),
        TimerScenarios.CancelledElsewhere.ToChecker(),
        TimerScenarios.ArmedByBoth.ToChecker(),
        SchedulerScenarios.CpusSwapTasks.ToChecker(),
        SchedulerScenarios.ThreeCpusSwapTasks.ToChecker(),
        SchedulerScenarios.WokenWhileSaved.ToChecker(),
        SchedulerScenarios.SpawnedOnIdleCpu.ToChecker(),
        SchedulerScenarios.BothSleepAndWake.ToChecker(),
        PreemptionScenarios.SliceEnds.ToChecker(),
        PreemptionScenarios.TakenWhileSaved.ToChecker(),
        PreemptionScenarios.SpawnedAmongThree.ToChecker(),
        RunQueueScenarios.StealingPartitions.ToChecker(),
        QueueScenarios.WakeOneSees.ToChecker(),
        QueueScenarios.WakeAllSees.ToChecker(),
        SleepingLockScenarios.MutexExcludes.ToChecker(),
        SleepingLockScenarios.WriterIsAlone.ToChecker(),
        SleepingLockScenarios.MadeOnce.ToChecker(),
        SleepingLockScenarios.TimeoutPassesOn.ToChecker(),
        InterruptLockScenarios.HandlerIsKeptOut.ToChecker(),
        GracePeriodScenarios.ReaderIsAwaited.ToChecker(),
        GracePeriodScenarios.ComingFromRest.ToChecker(),
        GracePeriodScenarios.GoingToRest.ToChecker(),
        RcuScenarios.ReaderKeepsValue.ToChecker(),
        RcuScenarios.RestingCpuIsAwaited.ToChecker(),
        RcuScenarios.HandlerOnRestingCpuIsAwaited.ToChecker(),
        RcuScenarios.GracePeriodsEnd.ToChecker(),
        .. StaticConstructorScenarios.Checkers,
    ];
}
