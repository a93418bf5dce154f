using System;
using System.Collections.Generic;
using Verification.Coyote;
using Verification.Exploration;

namespace Verification.Benchmarks;

internal static partial class Engines
{
    // Coyote takes either a number of executions or a time.
    private const int MaxExecutions = 2_000;

    private static readonly string[] s_coyoteStrategies = ["random", "probabilistic", "prioritization", "q-learning"];

    static partial void AddCoyote(List<Engine> engines)
    {
        foreach (string strategy in s_coyoteStrategies)
        {
            engines.Add(new Engine($"Coyote {strategy}", false, (model, scenario, effort) =>
            {
                var explorer = new Explorer();
                var (executions, failure, time) = CoyoteEngine.Explore(
                    CoyoteEngine.Strategy(strategy, Math.Min(effort.Executions, MaxExecutions), (uint)effort.Seed),
                    schedule => explorer.RunOnce(model, scenario, schedule));
                return new Search(executions, failure is not null, NoneLeft: false, time);
            })
            {
                IsForeign = true,
            });
        }
    }
}
