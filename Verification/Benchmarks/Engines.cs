using System.Collections.Generic;
using Verification.Exploration;

namespace Verification.Benchmarks;

/// <summary>The native engine with each of its strategies, and Coyote when it is compiled in.</summary>
internal static partial class Engines
{
    private const int Preemptions = 3, PriorityDepth = 3;

    public static List<Engine> Compiled()
    {
        List<Engine> engines =
        [
            new("optimal DPOR", true, (model, scenario, effort) => Of(Native(effort).Exhaustively(model, scenario))),
            new("unreduced", true, (model, scenario, effort) => Of(Native(effort).WithoutReduction(model, scenario))),
            new($"≤ {Preemptions} preemptions", true, (model, scenario, effort) => Of(Native(effort).WithPreemptions(model, Preemptions, scenario))),
            new($"PCT, depth {PriorityDepth}", false, (model, scenario, effort) => Of(Native(effort).WithPriorities(model, effort.Seed, PriorityDepth, scenario))),
            new("random walk", false, (model, scenario, effort) => Of(Native(effort).AtRandom(model, effort.Seed, scenario))),
        ];
        AddCoyote(engines);
        return engines;
    }

    static partial void AddCoyote(List<Engine> engines);

    private static Explorer Native(Effort effort) => new() { MaxExecutions = effort.Executions, MaxTime = effort.Time };

    private static Search Of(Exploration.Exploration e) => new(e.Executions, !e.Holds, e.Exhausted, e.Time);
}
