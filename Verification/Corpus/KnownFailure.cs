using System;
using System.Collections.Generic;
using Verification.Exploration;

namespace Verification.Corpus;

/// <summary>
/// A concurrency failure of a real system, as a twin: the faulty code and the repaired code, equal but for the repair.
/// The explorer must fail the one and pass the other with a completeness verdict.
/// </summary>
/// <param name="Name">A sentence: what went wrong.</param>
/// <param name="Model">The weakest memory model on which the faulty twin fails and the repaired one holds.</param>
/// <param name="Rule">What the faulty twin violates, as its report says it.</param>
/// <param name="Faulty">The code as it was.</param>
/// <param name="Repaired">The code as it should be.</param>
public sealed record KnownFailure(string Name, MemoryModel Model, string Rule, Action<Scenario> Faulty, Action<Scenario> Repaired)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<KnownFailure> All { get; } =
    [
        FrameReuse.AcquiredDuringDrop,
        TryLockGuard.UnlocksAnother,
        UpgradeableReadLock.WritersNotWoken,
        UpgradeableReadLock.TryUpgradeNeverSucceeds,
        UpgradeableReadLock.DowngradeLivelock,
        Futex.WakeSpentOnAWokenWaiter,
        WaitQueueFastPath.NoFence,
        EpochReclaimer.PlainAnnouncement,
        HaltRace.InterruptBeforeHalt,
        ShootDown.QueueLockedWithInterruptsOn,
        TaskPick.NotOneStepWithTheSwitch,
        RemoteFlush.AreaFreedWithoutIt,
        RemoteFlush.DeviceTranslationKept,
    ];
}
