using System;
using System.Collections.Generic;
using System.Linq;

namespace Verification.Exploration;

/// <summary>Exploring programs over a few <see cref="SharedWord"/>s.</summary>
public sealed partial class Explorer
{
    /// <inheritdoc cref="Exhaustively(MemoryModel, IProgram)"/>
    public Exploration Exhaustively(MemoryModel model, Action<Scenario> setup) => Exhaustively(model, new WordProgram(setup));

    /// <inheritdoc cref="WithoutReduction(MemoryModel, IProgram)"/>
    public Exploration WithoutReduction(MemoryModel model, Action<Scenario> setup) => WithoutReduction(model, new WordProgram(setup));

    /// <inheritdoc cref="WithPreemptions(MemoryModel, int, IProgram)"/>
    public Exploration WithPreemptions(MemoryModel model, int preemptions, Action<Scenario> setup) => WithPreemptions(model, preemptions, new WordProgram(setup));

    /// <inheritdoc cref="WithPriorities(MemoryModel, int, int, IProgram)"/>
    public Exploration WithPriorities(MemoryModel model, int seed, int depth, Action<Scenario> setup) => WithPriorities(model, seed, depth, new WordProgram(setup));

    /// <inheritdoc cref="AtRandom(MemoryModel, int, IProgram)"/>
    public Exploration AtRandom(MemoryModel model, int seed, Action<Scenario> setup) => AtRandom(model, seed, new WordProgram(setup));

    /// <inheritdoc cref="Replay(string, IProgram)"/>
    public Exploration Replay(string schedule, Action<Scenario> setup) => Replay(schedule, new WordProgram(setup));

    /// <summary>One execution under a schedule of the caller's; what is wrong, or null.</summary>
    internal string? RunOnce(MemoryModel model, IProgram program, ISchedule schedule) => Run(model, program, schedule).Failure?.Message;

    /// <summary>A scenario over shared words as a program.</summary>
    internal IProgram ProgramOf(Action<Scenario> setup) => new WordProgram(setup);

    /// <summary>
    /// Whether store buffers change nothing: every outcome under TSO is one under SC too. Then it suffices to think about SC.
    /// </summary>
    public (bool Robust, IReadOnlyList<string> OnlyUnderTso) Robustness(Action<Scenario> setup)
    {
        var (sc, tso) = (Exhaustively(MemoryModel.Sc, setup), Exhaustively(MemoryModel.Tso, setup));
        string[] extra = [.. tso.Outcomes.Keys.Except(sc.Outcomes.Keys)];
        bool sameVerdict = sc.Holds == tso.Holds && sc.Exhausted == tso.Exhausted;
        return (sameVerdict && extra.Length == 0, tso.Holds || !sc.Holds ? extra : [.. extra, tso.Failure!.Message]);
    }

    /// <summary>A scenario over shared words.</summary>
    private sealed class WordProgram(Action<Scenario> setup) : IProgram
    {
        public ProgramRun Run(MemoryModel model, ISchedule schedule, int stepBound, bool log)
        {
            var execution = new Execution(model, schedule, stepBound) { Log = log ? [] : null };
            var scenario = new Scenario(execution);
            setup(scenario);
            execution.Run();
            Exception? failure = execution.Failure;
            if (execution.End == ExecutionEnd.Complete)
            {
                try
                {
                    scenario.AtEndAction?.Invoke();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            }
            return new ProgramRun(model, execution.Trace, execution.End, failure, scenario.Outcome, execution.StrandNames, execution.Log, execution.TurnsFrom);
        }
    }
}
