using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;
using Verification.Checking;
using Verification.Corpus;
using Verification.Exploration;

namespace Verification.Commands;

/// <summary>The table over all scenarios, and over the twins of the corpus.</summary>
internal static class ScenarioReport
{
    private const int NameColumns = 60, VerdictColumns = 44;

    /// <param name="budget">What each scenario gets.</param>
    /// <param name="words">Topics, names or parts of names of scenarios; none: all of them, and the corpus.</param>
    /// <returns>0: all hold; 1: one is violated; 2: none is, but a bug put there on purpose was not found.</returns>
    /// <exception cref="FormatException">A word that chooses nothing.</exception>
    public static int Run(CheckBudget budget, IReadOnlyList<string> words)
    {
        Table table = Terminal.Table("scenario", "model", "executions", "classes", "blocked", "redundant", "seconds", "verdict");
        table.Columns[0].Width(NameColumns);
        table.Columns[7].Width(VerdictColumns);
        var totals = new Totals();
        var verdicts = new List<Verdict>();
        foreach (Checker checker in Selection.Of(words).Checkers.Where(c => c.Kind == CheckerKind.Scenario))
        {
            Tell(checker.Name);
            CheckResult result = CheckerRun.Run(checker, budget);
            verdicts.Add(result.Verdict);
            if (result.Explorations.Count == 0)
                table.AddRow(Markup.Escape(checker.Name), "", "", "", "", "", "", Markup.Escape(result.Report ?? result.Guarantee));
            string name = checker.Name;
            foreach (Exploration.Exploration searched in result.Explorations)
            {
                Add(table, name, searched, totals, searched.Holds ? Robustness(result.Explorations[0], searched) : "VIOLATED: " + searched.Failure!.Message);
                name = "";
            }
        }
        foreach (KnownFailure known in words.Count == 0 ? KnownFailure.All : [])
        {
            Tell(known.Name);
            var explorer = new Explorer { MaxTime = budget.MaxTime };
            Exploration.Exploration faulty = explorer.Exhaustively(known.Model, known.Faulty);
            Exploration.Exploration repaired = explorer.Exhaustively(known.Model, known.Repaired);
            verdicts.Add(!repaired.Holds ? Verdict.Violated : faulty.Holds ? Verdict.Inconclusive : Verdict.Holds);
            Add(table, known.Name, faulty, totals, faulty.Holds ? "INCONCLUSIVE: the bug was not found" : $"found, as it should be, in execution {faulty.Executions}");
            Add(table, "  repaired", repaired, totals, repaired.Holds ? "" : "VIOLATED: " + repaired.Failure!.Message);
        }
        Tell("");
        Terminal.Out.Write(table);
        Terminal.Out.WriteLine($"{Terminal.Number(totals.Executions)} executions, {Terminal.Number(totals.Redundant)} redundant " +
            $"({(100.0 * totals.Redundant / Math.Max(totals.Executions, 1)).ToString("0.0", CultureInfo.InvariantCulture)} %), {Terminal.Number(totals.Blocked)} blocked, {Terminal.Seconds(totals.Time.TotalSeconds)} s");
        return verdicts.Contains(Verdict.Violated) ? 1 : verdicts.Contains(Verdict.Inconclusive) ? 2 : 0;
    }

    // Whether store buffers change anything: then it does not suffice to think about one step after the other.
    private static string Robustness(Exploration.Exploration first, Exploration.Exploration searched)
    {
        if (searched.Model != MemoryModel.Tso || first.Model != MemoryModel.Sc || searched.Beyond(first) is not { } beyond)
            return "";
        return beyond.Count == 0 ? "none left; robust" : $"none left; not robust: {string.Join(", ", beyond)}";
    }

    private static void Add(Table table, string name, Exploration.Exploration searched, Totals totals, string verdict)
    {
        totals.Executions += searched.Executions;
        totals.Redundant += searched.Redundant;
        totals.Blocked += searched.Blocked;
        totals.Time += searched.Time;
        string classes = searched.Exhausted ? Terminal.Number(searched.Complete) : "";
        string said = verdict != "" ? verdict : searched.Exhausted ? "none left" : searched.Limits;
        table.AddRow(Markup.Escape(name), searched.Model.ToString().ToUpperInvariant(), Terminal.Number(searched.Executions), classes, Terminal.Number(searched.Blocked),
            Terminal.Number(searched.Redundant), Terminal.Seconds(searched.Time.TotalSeconds), Markup.Escape(said));
    }

    private static void Tell(string what)
    {
        if (Terminal.IsLive)
            Console.Error.Write($"\r\e[K{what}");
    }

    private sealed class Totals
    {
        public long Executions, Redundant, Blocked;
        public TimeSpan Time;
    }
}
