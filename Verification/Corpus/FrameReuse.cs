using Verification.Exploration;

namespace Verification.Corpus;

/// <summary>
/// A page's metadata word counts its owners; 0 is unused. The last owner's drop must clean the metadata before anybody may acquire the page:
/// <code>
///   CPU 0 (drop)                      CPU 1 (acquire)
///   count 1 -> 0   (now "unused")
///                                     count 0 -> 1, metadata = mine
///   metadata = cleared                ... finds its metadata cleared
/// </code>
/// Repair: the count goes to BUSY first, and to unused only after the cleaning.
/// </summary>
internal static class FrameReuse
{
    private const long Unused = 0, Busy = -1, Mine = 7;

    public static KnownFailure AcquiredDuringDrop { get; } = new(
        "A frame is acquired while its previous owner's drop is still running", MemoryModel.Sc, "the new owner's metadata is intact",
        s => Build(s, afterLastDrop: Unused), s => Build(s, afterLastDrop: Busy));

    private static void Build(Scenario s, long afterLastDrop)
    {
        var (count, metadata) = (s.Word(1, "count"), s.Word(1, "metadata"));
        s.Strand(() =>
        {
            count.Exchange(afterLastDrop);
            metadata.Store(0);
            if (afterLastDrop == Busy)
                count.Exchange(Unused);
        }, "drop");
        s.Strand(() =>
        {
            if (!count.CompareExchange(Busy, Unused))
                return;
            metadata.Store(Mine);
            count.Exchange(1);
            s.Assert(metadata.Load() == Mine, "the new owner's metadata is intact");
        }, "acquire");
    }
}
