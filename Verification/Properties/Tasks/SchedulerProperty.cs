using FsCheck;
using FsCheck.Fluent;
using Ostd.Sync;
using Ostd.Tasks;
using Services.Policies;
using Verification.Checking;

namespace Verification.Properties.Tasks;

/// <summary>
/// Tasks that are spawned, sleep, are woken, give the CPU away, hold it, and end, on several CPUs under the default policy: whoever was told something does it, once, and no task is
/// on two CPUs between any two steps.
/// </summary>
internal sealed class SchedulerProperty : PropertyRun<SchedulerProperty.Operation>
{
    private const int Workers = 4, Cpus = 3;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "Every runnable task runs, each on one CPU, whatever tasks do",
        [8], "scheduler",
        Operations,
        static () => new SchedulerProperty(),
        new PropertyOptions
        {
            Sequences = 70,
            MaxLength = 60,
            Machine = new() { MemoryMiB = 4, Cpus = Cpus, StepNs = 400, MaxSteps = 5_000_000, Attach = WatchTasks.Attach, Inject = kernel => kernel.InjectScheduler(new RoundRobinScheduler(Cpus)) },
        });

    internal static Gen<Operation> Operations => Gen.Frequency(
        (4, from worker in Gen.Choose(0, Workers - 1) from turns in Gen.Choose(1, 8) select (Operation)new GiveAway(worker, turns)),
        (4, from worker in Gen.Choose(0, Workers - 1) select (Operation)new Sleep(worker)),
        (4, from worker in Gen.Choose(0, Workers - 1) select (Operation)new Wake(worker)),
        (3, from worker in Gen.Choose(0, Workers - 1) from steps in Gen.Choose(1, 40) select (Operation)new HoldCpu(worker, steps)),
        (3, from tasks in Gen.Choose(1, 4) from turns in Gen.Choose(0, 3) select (Operation)new SpawnShort(tasks, turns)),
        (3, from turns in Gen.Choose(1, 8) select (Operation)new Yield(turns)));

    private readonly SchedulerMoves _moves = new(Workers);

    public abstract record Operation;

    public sealed record GiveAway(int Worker, int Turns) : Operation;

    public sealed record Sleep(int Worker) : Operation;

    public sealed record Wake(int Worker) : Operation;

    /// <summary>With preemption disabled for some steps.</summary>
    public sealed record HoldCpu(int Worker, int Steps) : Operation;

    public sealed record SpawnShort(int Tasks, int Turns) : Operation;

    public sealed record Yield(int Turns) : Operation;

    public override void Apply(Operation operation) => _moves.Apply(operation);

    public override void End()
    {
        _moves.WakeAll();
        Require(_moves.Crew.Settle(), "a task was told something, or woken, and never ran");
        Require(Crew.Eventually(() => _moves.Spawned == _moves.Ended), $"{_moves.Spawned} short tasks were spawned, but {_moves.Ended} ran");
        Require(_moves.Crew.Dismiss(), "a task did not come home");
    }
}

/// <summary>What the operations of <see cref="SchedulerProperty"/> do, under whatever policy.</summary>
internal sealed class SchedulerMoves(int workers)
{
    private readonly Waiter?[] _sleeping = new Waiter?[workers];
    private readonly AtomicInt32[] _steps = new AtomicInt32[workers];
    private AtomicInt32 _ended = new();

    public Crew Crew { get; } = new(workers);

    public int Spawned { get; private set; }

    public int Ended => _ended.Load(MemoryOrder.Acquire);

    public void Apply(SchedulerProperty.Operation operation)
    {
        switch (operation)
        {
            case SchedulerProperty.GiveAway give:
                Crew[give.Worker].Tell(_ => YieldTimes(give.Turns));
                break;
            case SchedulerProperty.Sleep sleep:
                Crew[sleep.Worker].Tell(worker => (_sleeping[worker.Index] ??= new Waiter()).Wait());
                break;
            case SchedulerProperty.Wake wake:
                _sleeping[wake.Worker]?.Waker.WakeUp();
                break;
            case SchedulerProperty.HoldCpu hold:
                Crew[hold.Worker].Tell(worker => StayFor(worker.Index, hold.Steps));
                break;
            case SchedulerProperty.SpawnShort spawn:
                for (int i = 0; i < spawn.Tasks; i++)
                {
                    Spawned++;
                    Task.Spawn(() =>
                    {
                        YieldTimes(spawn.Turns);
                        _ended.FetchAdd(1);
                    });
                }
                break;
            case SchedulerProperty.Yield yield:
                YieldTimes(yield.Turns);
                break;
        }
    }

    /// <summary>Until nobody sleeps any more, however many sleeps were ordered.</summary>
    public void WakeAll()
    {
        Crew.Eventually(() =>
        {
            bool idle = true;
            for (int i = 0; i < Crew.Count; i++)
            {
                _sleeping[i]?.Waker.WakeUp();
                idle &= Crew[i].IsIdle;
            }
            return idle;
        });
        for (int i = 0; i < Crew.Count; i++)
            _sleeping[i]?.Waker.WakeUp(); // the last order may be under way
    }

    private static void YieldTimes(int turns)
    {
        for (int i = 0; i < turns; i++)
            Task.Yield();
    }

    private void StayFor(int index, int steps)
    {
        using CpuGuard guard = CpuGuard.DisablePreemption();
        int cpu = guard.Cpu;
        for (int i = 0; i < steps; i++)
        {
            _steps[index].FetchAdd(1);
            if (Ostd.Kernel.Current.CurrentCpu != cpu)
                throw new PropertyViolatedException($"a task that holds its CPU moved from {cpu} to {Ostd.Kernel.Current.CurrentCpu}");
        }
    }
}
