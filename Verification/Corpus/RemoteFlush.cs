using Verification.Exploration;

namespace Verification.Corpus;

/// <summary>
/// A translation that somebody else may have cached must be flushed there, and the flush awaited, before what it leads to is used for something else.
/// </summary>
internal static class RemoteFlush
{
    public static KnownFailure AreaFreedWithoutIt { get; } = new(
        "A kernel virtual area is freed without a flush on the other CPUs", MemoryModel.Sc, "nobody reaches the page of the next owner",
        s => Build(s, flush: false, "cpu 1"), s => Build(s, flush: true, "cpu 1"));

    public static KnownFailure DeviceTranslationKept { get; } = new(
        "A device's translation is not invalidated after the DMA mapping is removed", MemoryModel.Sc, "nobody reaches the page of the next owner",
        s => Build(s, flush: false, "device"), s => Build(s, flush: true, "device"));

    private static void Build(Scenario s, bool flush, string other)
    {
        var (mapped, owner) = (s.Word(1, "mapped"), s.Word(1, "page's owner"));
        var (flushWanted, flushDone) = (s.Word(name: "flush wanted"), s.Word(name: "flush done"));
        s.Strand(() =>
        {
            mapped.Store(0);
            if (flush)
            {
                flushWanted.Store(1);
                flushDone.Await(d => d == 1);
            }
            owner.Store(2); // the page has a new owner
        }, "cpu 0");
        s.Strand(() =>
        {
            bool cached = mapped.Load() == 1;
            if (cached)
                s.Assert(owner.Load() == 1, "nobody reaches the page of the next owner");
            if (flush)
            {
                flushWanted.Await(w => w == 1);
                flushDone.Store(1); // the cached translation is gone
            }
        }, other);
    }
}
