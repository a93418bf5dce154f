using System;
using System.Diagnostics;
using System.IO;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;
using Microsoft.Coyote.SystematicTesting;
using Verification.Exploration;

namespace Verification.Coyote;

/// <summary>
/// The second engine behind the scenario API: Microsoft Coyote's testing engine decides who goes next. Compiled only with <c>-p:Coyote=true</c>.
/// </summary>
/// <remarks>
/// Every strand of a scenario has a stand-in among Coyote's operations. A stand-in that Coyote schedules grants its strand one step and waits until that is done; so Coyote's
/// strategies see who could go and choose, and the scenario runs unchanged, on the threads it always runs on. Coyote samples: it has no completeness verdict.
/// </remarks>
public static class CoyoteEngine
{
    /// <summary>Coyote's own strategies, by the names that its command line gives them.</summary>
    public static Configuration Strategy(string name, int executions, uint seed) => (name switch
    {
        "random" => Configuration.Create().WithRandomStrategy(),
        "probabilistic" => Configuration.Create().WithProbabilisticStrategy(),
        "prioritization" => Configuration.Create().WithPrioritizationStrategy(),
        "delay-bounding" => Configuration.Create().WithDelayBoundingStrategy(),
        "q-learning" => Configuration.Create().WithQLearningStrategy(),
        _ => throw new ArgumentException($"Coyote has no strategy '{name}'; it has random, probabilistic, prioritization, delay-bounding, q-learning."),
    }).WithTestingIterations((uint)executions).WithRandomGeneratorSeed(seed).WithMaxSchedulingSteps(0)
        .WithPotentialDeadlocksReportedAsBugs(false).WithTelemetryEnabled(false).WithConsoleLoggingEnabled(false);

    /// <summary>
    /// Explores under Coyote. <paramref name="run"/> executes the scenario once under the schedule that it is given, and returns what is wrong, or null.
    /// </summary>
    /// <returns>Executions made, the first failure or null, and the time that it all took.</returns>
    public static (long Executions, string? Failure, TimeSpan Time) Explore(Configuration configuration, Func<ISchedule, string?> run)
    {
        long executions = 0;
        string? failure = null;
        var clock = Stopwatch.StartNew();
        using var engine = TestingEngine.Create(configuration, () =>
        {
            executions++;
            var schedule = new CoyoteSchedule();
            string? found = schedule.Drive(run);
            failure ??= found;
            Specification.Assert(found is null, "{0}", found ?? "");
        });
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        engine.Run();
        foreach (string error in engine.TestReport.InternalErrors)
            throw new InvalidOperationException($"Coyote failed: {error}");
        return (executions, failure, clock.Elapsed);
    }
}
