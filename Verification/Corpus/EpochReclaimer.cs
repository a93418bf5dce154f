using Verification.Exploration;

namespace Verification.Corpus;

/// <summary>
/// A reader announces that it is inside, then follows the shared pointer; the reclaimer unlinks the object, then frees it when no reader is announced.
/// With a plain store the announcement may still be in the store buffer when the pointer is loaded: the reclaimer sees nobody and frees under the reader.
/// Invisible under sequential consistency.
/// </summary>
internal static class EpochReclaimer
{
    public static KnownFailure PlainAnnouncement { get; } = new(
        "A reader announces its epoch with a plain store and then reads the shared pointer", MemoryModel.Tso, "the object is alive while it is read",
        s => Build(s, locked: false), s => Build(s, locked: true));

    private static void Build(Scenario s, bool locked)
    {
        var (inside, pointer, alive) = (s.Word(name: "inside"), s.Word(1, "pointer"), s.Word(1, "alive"));
        s.Strand(() =>
        {
            if (locked)
                inside.Exchange(1);
            else
                inside.Store(1);
            if (pointer.Load() == 1)
                s.Assert(alive.Load() == 1, "the object is alive while it is read");
            inside.Store(0);
        }, "reader");
        s.Strand(() =>
        {
            pointer.Exchange(0);
            if (inside.Load() == 0)
                alive.Store(0);
        }, "reclaimer");
    }
}
