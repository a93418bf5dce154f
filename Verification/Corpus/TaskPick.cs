using Verification.Exploration;

namespace Verification.Corpus;

/// <summary>
/// A CPU that goes to sleep puts its task on the queue when a wake-up has come, before its registers are saved; another CPU picks it
/// and both run it. Repair: a running word per task, claimed by compare-and-swap before the switch and released only after the registers are saved.
/// </summary>
internal static class TaskPick
{
    public static KnownFailure NotOneStepWithTheSwitch { get; } = new(
        "Picking a task and switching to it are not one step: it runs on two CPUs", MemoryModel.Sc, "a task runs on one CPU at a time",
        s => Build(s, runningWord: false), s => Build(s, runningWord: true));

    private static void Build(Scenario s, bool runningWord)
    {
        var (queued, running, onCpu) = (s.Word(name: "queued"), s.Word(1, "running"), s.Word(1, "on CPU"));
        s.Strand(() =>
        {
            queued.Exchange(1);
            onCpu.FetchAdd(-1); // registers saved, on another task's stack now
            if (runningWord)
                running.Exchange(0);
        }, "cpu 0");
        s.Strand(() =>
        {
            if (!queued.CompareExchange(0, 1))
                return;
            while (runningWord && !running.CompareExchange(1, 0))
                running.Await(r => r == 0);
            s.Assert(onCpu.FetchAdd(1) == 0, "a task runs on one CPU at a time");
        }, "cpu 1");
    }
}
