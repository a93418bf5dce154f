using System;
using System.Collections.Generic;
using Verification.Coyote;

namespace Verification.Benchmarks;

internal sealed partial record Yardstick
{
    private const int MaxCoyoteExecutions = 2_000;

    static partial void AddCoyote(List<Yardstick> rows, Effort effort)
    {
        int executions = Math.Min(effort.Executions, MaxCoyoteExecutions);
        foreach (string strategy in (string[])["random", "prioritization"])
            rows.Add(new Yardstick($"the same written for Coyote, {strategy}", CoyoteYardstick.Measure(strategy, Cpus, Operations, executions, (uint)effort.Seed), IsForeign: true));
    }
}
