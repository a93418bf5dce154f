using Verification.Exploration;

namespace Verification.Corpus;

/// <summary>A guard made before the lock was taken releases it when thrown away: a failed try_lock unlocks the holder's lock.</summary>
internal static class TryLockGuard
{
    public static KnownFailure UnlocksAnother { get; } = new(
        "A failed try_lock's temporary guard unlocks somebody else's lock", MemoryModel.Sc, "at most one is inside",
        s => Build(s, guardOnFailure: true), s => Build(s, guardOnFailure: false));

    private static void Build(Scenario s, bool guardOnFailure)
    {
        var (locked, inside) = (s.Word(name: "locked"), s.Word(name: "inside"));
        for (int i = 0; i < 3; i++)
            s.Strand(() =>
            {
                if (!locked.CompareExchange(1, 0))
                {
                    if (guardOnFailure)
                        locked.Store(0);
                    return;
                }
                s.Assert(inside.FetchAdd(1) == 0, "at most one is inside");
                inside.FetchAdd(-1);
                locked.Store(0);
            });
    }
}
