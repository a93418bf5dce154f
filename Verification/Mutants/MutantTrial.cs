using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Verification.Checking;

namespace Verification.Mutants;

/// <summary>
/// The inside of the process in which one mutant lives: this program, started with the mutated framework beside it. It runs the checkers that should find the mutant, the most
/// likely first, and prints what became of it as one line.
/// </summary>
internal static class MutantTrial
{
    /// <summary>How much more than usually a scenario may look for its positive control.</summary>
    private const double ControlEffort = 4;

    /// <summary>Stands before the line with the result: checkers may print, too.</summary>
    public const string ResultMark = "mutant-result ";

    /// <summary>Those that should find a mutant: the scenario whose positive control it is; else the checkers of its topic, then the others of its invariant.</summary>
    public static IEnumerable<Checker> Candidates(Mutant mutant) => Checkers.All.Any(c => c.Control == mutant.Name)
        ? Checkers.All.Where(c => c.Control == mutant.Name)
        : Related(mutant);

    private static IEnumerable<Checker> Related(Mutant mutant) => Checkers.All
        .Where(c => c.Topic == mutant.Topic || mutant.Invariant != 0 && c.Invariants.Contains(mutant.Invariant))
        .OrderByDescending(c => c.Topic == mutant.Topic)
        .ThenByDescending(c => c.Invariants.Contains(mutant.Invariant))
        .ThenBy(c => c.Kind switch { CheckerKind.Attack => 0, CheckerKind.Property => 1, _ => 2 });

    /// <summary>Runs checkers by name, in that order, until one reports a violation.</summary>
    public static void Run(string mutant, IReadOnlyList<string> checkers)
    {
        new Thread(EndWithParent) { IsBackground = true }.Start();
        var clock = Stopwatch.StartNew();
        long operations = 0, executions = 0;
        foreach (string name in checkers)
        {
            Checker checker = Checkers.Named(name);
            CheckResult result = CheckerRun.Run(checker, CheckBudget.Default with { Effort = checker.Control == mutant ? ControlEffort : 1, Explain = false });
            operations += result.Operations;
            executions += result.Executions;
            if (result.Verdict == Verdict.Violated)
            {
                Print(new MutantResult(mutant, MutantFate.Killed, name, result.Operations, result.Executions, clock.Elapsed.TotalSeconds, FirstLine(result.Report)));
                return;
            }
        }
        string why = checkers.Count == 1 ? "1 checker holds with it" : $"{checkers.Count} checkers hold with it";
        Print(new MutantResult(mutant, MutantFate.Survived, null, operations, executions, clock.Elapsed.TotalSeconds, why));
    }

    // Nothing is ever written to the standard input; it ends when the process that holds its other end is gone.
    private static void EndWithParent()
    {
        Console.In.ReadToEnd();
        Environment.Exit(1);
    }

    private static void Print(MutantResult result) => Console.Out.WriteLine(ResultMark + JsonSerializer.Serialize(result));

    private static string FirstLine(string? report) => (report ?? "").Split('\n')[0].Trim();
}
