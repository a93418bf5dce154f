using System;
using System.Collections.Generic;
using System.Linq;
using Invariants;
using Spectre.Console;
using Verification.Checking;
using Verification.Mutants;

namespace Verification.Commands;

/// <summary>The table of the invariants; and what did not hold.</summary>
internal static class CheckReport
{
    public static void Print(IReadOnlyList<CheckerProgress> checkers, IReadOnlyList<MutantResult> mutants, IReadOnlyList<int> invariants)
    {
        Table table = Terminal.IsNarrow
            ? Terminal.Table("#", "statement", "checkers", "operations/\nexecutions", "killed/\nseeded", "verdict", "seconds").Border(TableBorder.Horizontal).ShowRowSeparators()
            : Terminal.Table("#", "statement", "checkers", "operations", "executions", "killed/\nseeded", "verdict", "seconds");
        foreach (TableColumn column in table.Columns.Skip(2))
            column.NoWrap().RightAligned();
        foreach (int number in invariants)
        {
            string statement = Registry.All.FirstOrDefault(i => i.Number == number)?.Statement ?? "(not registered)";
            AddRow(table, number.ToString(), statement, checkers.Where(c => c.Checker.Invariants.Contains(number)).ToList(), Of(mutants, m => m.Invariant == number));
        }
        var finer = checkers.Where(c => c.Checker.Invariants.Count == 0).ToList();
        if (finer.Count > 0)
            AddRow(table, "", "finer rules: " + string.Join(", ", finer.Select(c => c.Checker.Topic).Distinct().Order(StringComparer.Ordinal)), finer, Of(mutants, m => m.Invariant == 0));
        Terminal.Out.Write(table);
    }

    /// <summary>What did not hold, each with the command that repeats it as its last line: the last thing to be printed.</summary>
    public static void PrintFailures(IReadOnlyList<CheckerProgress> checkers)
    {
        foreach (CheckerProgress bad in checkers.Where(c => c.Result is { Verdict: not Verdict.Holds }))
            PrintFailure(bad);
    }

    /// <summary>What a row says, from what its checkers say.</summary>
    public static string VerdictOf(IReadOnlyCollection<CheckerProgress> checkers, IReadOnlyCollection<MutantResult> mutants)
    {
        if (checkers.Count == 0)
            return "not checked";
        if (checkers.Any(c => c.Result!.Verdict == Verdict.Violated))
            return "VIOLATED";
        bool inconclusive = checkers.Any(c => c.Result!.Verdict == Verdict.Inconclusive) || mutants.Any(m => m.Fate != MutantFate.Killed);
        return inconclusive ? "inconclusive" : "holds";
    }

    private static List<MutantResult> Of(IReadOnlyList<MutantResult> results, Func<Mutant, bool> which)
    {
        var names = Mutants.Mutants.All.Where(which).Select(m => m.Name).ToHashSet();
        return results.Where(r => names.Contains(r.Mutant)).ToList();
    }

    private static void AddRow(Table table, string number, string statement, List<CheckerProgress> checkers, List<MutantResult> mutants)
    {
        string verdict = VerdictOf(checkers, mutants);
        string colour = verdict switch { "holds" => "green", "VIOLATED" => "red", _ => "yellow" };
        string operations = Terminal.Number(checkers.Sum(c => c.Progress.Operations)), executions = Terminal.Number(checkers.Sum(c => c.Progress.Executions));
        table.AddRow([
            number, Markup.Escape(statement), checkers.Count.ToString(), .. Terminal.IsNarrow ? (string[])[$"{operations}\n{executions}"] : [operations, executions],
            mutants.Count == 0 ? "-" : $"{mutants.Count(m => m.Fate == MutantFate.Killed)}/{mutants.Count}", $"[{colour}]{verdict}[/]", Terminal.Seconds(checkers.Sum(c => c.Seconds)),
        ]);
    }

    private static void PrintFailure(CheckerProgress bad)
    {
        Console.WriteLine();
        Console.WriteLine($"{CampaignDisplay.Word(bad.Result!.Verdict)}: {bad.Checker.Name}");
        Console.WriteLine(bad.Result.Report);
        if (bad.Result.Replay is { } replay)
            Console.WriteLine(replay + Mutants.Seeded.Suffix);
    }
}
