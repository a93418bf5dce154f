using FsCheck;
using FsCheck.Fluent;
using Verification.Checking;

namespace Verification.Properties.Tasks;

/// <summary>
/// The same moves under a policy that lies now and then, in any of its answers. The framework may stop the machine and name the policy; it may not run a task on two CPUs, nor
/// one that sleeps or has exited, nor break in any other way.
/// </summary>
internal sealed class LyingSchedulerProperty : PropertyRun<LyingSchedulerProperty.Operation>
{
    private const int Cpus = 3, Workers = 4;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "A policy that lies is found out or does no harm",
        [8], "scheduler",
        Gen.Frequency(
            (9, from move in SchedulerProperty.Operations select (Operation)new Move(move)),
            (1, from lie in Gen.Choose(0, (int)Lie.KeepGuard) from which in Gen.Choose(0, 9) select (Operation)new TellLie((Lie)lie, which))),
        static () => new LyingSchedulerProperty(),
        new PropertyOptions
        {
            Sequences = 160,
            MaxLength = 30,
            Machine = new() { MemoryMiB = 4, Cpus = Cpus, StepNs = 400, MaxSteps = 2_000_000, Attach = WatchTasks.Attach, Inject = Liar.Inject },
        });

    private readonly SchedulerMoves _moves = new(Workers);

    public abstract record Operation;

    public sealed record Move(SchedulerProperty.Operation What) : Operation
    {
        public override string ToString() => What.ToString();
    }

    public sealed record TellLie(Lie Lie, int Which) : Operation;

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Move move:
                _moves.Apply(move.What);
                break;
            case TellLie tell:
                AllowPanic("Scheduler policy: ");
                Liar.OfThisKernel.TellNext(tell.Lie, tell.Which);
                break;
        }
    }
}
