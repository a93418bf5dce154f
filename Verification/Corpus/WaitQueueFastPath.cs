using Verification.Exploration;

namespace Verification.Corpus;

/// <summary>
/// The waker publishes the condition and looks whether anybody waits; the waiter announces itself and looks at the condition again:
/// <code>
///   waker:  condition = 1; if (waiters != 0) wake        waiter:  waiters = 1; if (condition == 0) sleep
/// </code>
/// This is store buffering: on x86 each store may still be in its CPU's buffer when the other side loads, both see 0, and the sleep has no end.
/// Both sides need a full fence between the store and the load (a locked operation is one).
/// </summary>
internal static class WaitQueueFastPath
{
    public static KnownFailure NoFence { get; } = new(
        "A wait queue's fast path is read without a full fence", MemoryModel.Tso, "deadlock",
        s => Build(s, fence: false), s => Build(s, fence: true));

    private static void Build(Scenario s, bool fence)
    {
        var (condition, waiters, woken) = (s.Word(name: "condition"), s.Word(name: "waiters"), s.Word(name: "woken"));
        s.Strand(() =>
        {
            condition.Store(1);
            if (fence)
                s.Fence();
            if (waiters.Load() != 0)
                woken.Store(1);
        }, "waker");
        s.Strand(() =>
        {
            waiters.Store(1);
            if (fence)
                s.Fence();
            if (condition.Load() == 0)
                woken.Await(w => w == 1);
        }, "waiter");
    }
}
