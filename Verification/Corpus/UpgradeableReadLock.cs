using Verification.Exploration;

namespace Verification.Corpus;

/// <summary>
/// A read-write lock in one word: writer bit, upgradeable-reader bit, "being upgraded" bit, and a count of readers. Three ways it went wrong.
/// </summary>
internal static class UpgradeableReadLock
{
    private const long Writer = 1 << 10, Upgradeable = 1 << 9, BeingUpgraded = 1 << 8;

    /// <summary>Release of the upgradeable guard wakes writers when the word *before* equals 0 instead of the guard's own bit: never.</summary>
    public static KnownFailure WritersNotWoken { get; } = new(
        "An upgradeable read guard tests the wrong value on release and never wakes the writers", MemoryModel.Sc, "deadlock",
        s => Release(s, wakeWhenBefore: 0), s => Release(s, wakeWhenBefore: Upgradeable));

    private static void Release(Scenario s, long wakeWhenBefore)
    {
        var (word, wakeUps) = (s.Word(Upgradeable, "lock"), s.Word(name: "wakeUps"));
        s.Strand(() =>
        {
            if (word.FetchAdd(-Upgradeable) == wakeWhenBefore)
                wakeUps.FetchAdd(1);
        }, "upgradeable reader");
        s.Strand(() =>
        {
            for (int turn = 0; !word.CompareExchange(Writer, 0); turn++)
            {
                int seen = turn;
                wakeUps.Await(n => n > seen);
            }
        }, "writer");
    }

    /// <summary>try_upgrade compares with "upgradeable and being upgraded", but only the waiting upgrade sets the second bit.</summary>
    public static KnownFailure TryUpgradeNeverSucceeds { get; } = new(
        "try_upgrade can never succeed because the bit it expects is set only in upgrade", MemoryModel.Sc, "alone, an upgrade succeeds",
        s => TryUpgrade(s, expected: Upgradeable | BeingUpgraded), s => TryUpgrade(s, expected: Upgradeable));

    private static void TryUpgrade(Scenario s, long expected)
    {
        var word = s.Word(name: "lock");
        bool readerSeen = false, upgraded = false;
        s.Strand(() =>
        {
            word.FetchAdd(Upgradeable);
            upgraded = word.CompareExchange(Writer, expected);
        }, "upgrader");
        s.Strand(() =>
        {
            if (word.CompareExchange(1, 0)) // a reader that came first and stays
                readerSeen = true;
        }, "reader");
        s.AtEnd(() => s.Assert(upgraded || readerSeen, "alone, an upgrade succeeds"));
    }

    /// <summary>A downgrade that insists on finding exactly its own bit spins against readers who add themselves, see the writer, and step back.</summary>
    public static KnownFailure DowngradeLivelock { get; } = new(
        "A lock downgrade livelocks against transient reader bits", MemoryModel.Sc, "the downgrade needs no second try",
        s => Downgrade(s, swapWhole: true), s => Downgrade(s, swapWhole: false));

    private static void Downgrade(Scenario s, bool swapWhole)
    {
        var word = s.Word(Writer, "lock");
        s.Strand(() =>
        {
            if (swapWhole)
                s.Assert(word.CompareExchange(1, Writer), "the downgrade needs no second try");
            else
                word.FetchAdd(1 - Writer);
        }, "writer");
        s.Strand(() =>
        {
            if ((word.FetchAdd(1) & Writer) != 0)
                word.FetchAdd(-1);
        }, "reader");
        s.AtEnd(() => s.Assert(word.Final is 1 or 2, "the writer has become a reader"));
    }
}
