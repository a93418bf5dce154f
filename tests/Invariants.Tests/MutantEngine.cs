using System;
using System.Linq;
using Verification.Mutants;
using Xunit;

namespace Invariants.Tests;

/// <summary>The engine that seeds bugs, one for all tests: it parses the sources only once.</summary>
internal static class MutantEngine
{
    public static ProductSources Sources { get; } = ProductSources.Read();

    private static readonly Lazy<MutantRunner> s_runner = new(() =>
    {
        var runner = new MutantRunner(Sources);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => runner.Dispose();
        return runner;
    });

    public static MutantRunner Runner => s_runner.Value;

    /// <summary>A mutant of the list is killed.</summary>
    public static void Kills(string name)
    {
        Mutant mutant = Mutants.All.Single(m => m.Name == name);
        MutantResult result = Runner.Run(mutant);
        Assert.True(result.Fate == MutantFate.Killed, $"{name} ({mutant.Breaks}): {result.Fate}, {result.Why}");
    }
}
