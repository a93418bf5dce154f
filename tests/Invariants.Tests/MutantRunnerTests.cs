using System;
using System.Linq;
using Verification.Mutants;
using Xunit;

namespace Invariants.Tests;

/// <summary>The engine that seeds bugs, on bugs that no checker of the real list is needed for.</summary>
public sealed class MutantRunnerTests
{
    private static readonly Mutant s_noCpus = new(
        "no-cpus", 0, "policies", "Nobody gets a page cache of a CPU.", "Ostd/Kernel.cs", "public int CpuCount => Machine.CpuCount;", "public int CpuCount => 0;");

    [Fact]
    public void A_mutant_that_a_checker_sees_is_killed_by_it()
    {
        MutantResult result = MutantEngine.Runner.Run(s_noCpus);
        Assert.Equal(MutantFate.Killed, result.Fate);
        Assert.Equal("The buddy allocator hands out only free pages, aligned, and everything joins again", result.Killer);
        Assert.InRange(result.Operations, 0, 100_000);
    }

    [Fact]
    public void A_change_that_breaks_nothing_survives()
    {
        MutantResult result = MutantEngine.Runner.Run(s_noCpus with { Name = "same", Replace = "public int CpuCount => Machine.CpuCount + 0;" });
        Assert.Equal(MutantFate.Survived, result.Fate);
        Assert.True(result.Operations > 1000);
    }

    [Fact]
    public void A_mutant_that_ends_the_process_is_no_kill()
    {
        MutantResult result = MutantEngine.Runner.Run(s_noCpus with { Name = "exit", Replace = "public int CpuCount { get { System.Environment.Exit(7); return 1; } }" });
        Assert.Equal(MutantFate.NoVerdict, result.Fate);
        Assert.Contains("status 7", result.Why);
    }

    [Fact]
    public void A_mutant_that_does_not_compile_is_an_error()
    {
        MutantResult result = MutantEngine.Runner.Run(s_noCpus with { Name = "nonsense", Replace = "public int CpuCount => nonsense;" });
        Assert.Equal(MutantFate.Error, result.Fate);
        Assert.Contains("nonsense does not compile", result.Why);
    }

    [Fact]
    public void A_mutant_that_does_not_apply_is_an_error_that_names_it_and_the_file()
    {
        MutantResult gone = MutantEngine.Runner.Run(s_noCpus with { Find = "public int CpuCount => Nothing;" });
        Assert.Equal(MutantFate.Error, gone.Fate);
        Assert.Contains("no-cpus no longer applies: Ostd/Kernel.cs", gone.Why);

        MutantResult twice = MutantEngine.Runner.Run(s_noCpus with { Find = "public" });
        Assert.Equal(MutantFate.Error, twice.Fate);
        Assert.Contains("is ambiguous", twice.Why);
    }

    [Fact]
    public void Every_mutant_of_the_list_still_applies_and_has_checkers()
    {
        foreach (Mutant mutant in Mutants.All)
        {
            Assert.NotEqual(mutant.Find, mutant.Replace);
            MutantEngine.Sources.TextOf(mutant);
            Assert.True(MutantTrial.Candidates(mutant).Any(), $"No checker has the topic or the invariant of mutant {mutant.Name} ({mutant.Topic}, {mutant.Invariant}).");
        }
        Assert.Equal(Mutants.All.Count, Mutants.All.Select(m => m.Name).Distinct(StringComparer.Ordinal).Count());
    }
}
