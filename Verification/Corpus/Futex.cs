using Verification.Exploration;

namespace Verification.Corpus;

/// <summary>
/// Two waiters sleep on a futex; a signal wakes the first, which has not left the queue yet; a wake of "one waiter" then picks it again.
/// The wake-up is spent on a waiter that was awake already, and the other sleeps on.
/// Repair: waking is a compare-and-swap from asleep to woken, and only a waiter it succeeds on counts.
/// </summary>
internal static class Futex
{
    private const long Asleep = 0, Woken = 1;
    private const string Rule = "a wake of one waiter wakes one while one sleeps";

    public static KnownFailure WakeSpentOnAWokenWaiter { get; } = new(
        "A futex wake counts a waiter that a signal had already woken", MemoryModel.Sc, Rule,
        s => Build(s, countsOnlySleepers: false), s => Build(s, countsOnlySleepers: true));

    private static void Build(Scenario s, bool countsOnlySleepers)
    {
        SharedWord[] waiters = [s.Word(Asleep, "waiter 0"), s.Word(Asleep, "waiter 1")];
        bool wokeASleeper = false;
        s.Strand(() => waiters[0].Exchange(Woken), "signal");
        s.Strand(() =>
        {
            foreach (var waiter in waiters)
            {
                bool slept = waiter.Exchange(Woken) == Asleep;
                wokeASleeper |= slept;
                if (slept || !countsOnlySleepers)
                    return;
            }
        }, "wake one");
        s.AtEnd(() => s.Assert(wokeASleeper, Rule)); // one signal, two waiters: one was left for the wake
    }
}
