using Verification.Exploration;

namespace Verification.Corpus;

/// <summary>
/// An idle CPU finds nothing to do, enables interrupts and halts. The wake-up interrupt may come between the two: it is taken, and the CPU halts
/// with work waiting. On x86 <c>sti</c> delays interrupts by one instruction, so <c>sti; hlt</c> as neighbours is one step.
/// </summary>
internal static class HaltRace
{
    public static KnownFailure InterruptBeforeHalt { get; } = new(
        "Interrupts are enabled before the halt and the wake-up is taken in between", MemoryModel.Sc, "deadlock",
        s => Build(s, oneStep: false), s => Build(s, oneStep: true));

    private static void Build(Scenario s, bool oneStep)
    {
        var (enabled, taken, work) = (s.Word(name: "interrupts enabled"), s.Word(name: "interrupts taken"), s.Word(name: "work"));
        s.Strand(() =>
        {
            while (work.Load() == 0)
            {
                // A halt ends with the first interrupt taken after it began.
                long before = oneStep ? taken.Load() : 0;
                enabled.Store(1);
                if (!oneStep)
                    before = taken.Load();
                taken.Await(n => n > before);
                enabled.Store(0);
            }
            enabled.Store(1); // the work itself runs with interrupts on
        }, "idle CPU");
        s.Strand(() =>
        {
            work.Store(1);
            enabled.Await(e => e == 1);
            taken.FetchAdd(1);
        }, "device");
    }
}
