using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Spectre.Console;
using Verification.Benchmarks;
using Verification.Corpus;
using Verification.Exploration;

namespace Verification.Commands;

/// <summary><c>asterism bench explorer</c>: how fast the engines are, and what they find, side by side in one run.</summary>
internal static class BenchCommand
{
    private const int DefaultExecutions = 20_000;

    private const int NameColumns = 48;

    private static readonly Explorer s_words = new();

    private static readonly TimeSpan s_perSearch = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var executions = new Option<int>("--executions") { HelpName = "N", Description = "At most so many executions for each engine and scenario.", DefaultValueFactory = _ => DefaultExecutions };
        executions.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && (!int.TryParse(r.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int n) || n < 1))
                r.AddError("--executions takes a number from 1.");
        });
        var seed = new Option<int>("--seed") { HelpName = "N", Description = "For the engines that sample.", DefaultValueFactory = _ => 1 };
        var explorer = new Command("explorer", "Schedules per second, executions until each known bug is found, and whether the engine could say that none is left; for every engine that is compiled in.")
        {
            executions, seed,
        };
        explorer.SetAction(parsed =>
        {
            CompareExplorers(new Effort(parsed.GetValue(executions), s_perSearch, parsed.GetValue(seed)));
            return 0;
        });
        return new Command("bench", "Measure, side by side in one run.") { explorer };
    }

    private static void CompareExplorers(Effort effort)
    {
        PrintSpeed(effort);
        Terminal.Out.WriteLine();
        PrintBugs(effort);
    }

    private static void PrintSpeed(Effort effort)
    {
        List<Yardstick> rows = Yardstick.Measure(effort);
        // The fastest that Coyote gets, however it is used; without it, the slowest of ours.
        bool isCompared = rows.Exists(r => r.IsForeign);
        double reference = isCompared ? rows.Where(r => r.IsForeign).Max(r => r.SchedulesPerSecond) : rows.Min(r => r.SchedulesPerSecond);
        Table table = Terminal.Table($"{Yardstick.Program}, SC", "schedules/s", "ratio");
        foreach (Yardstick row in rows)
            table.AddRow(row.Engine, Terminal.Number((long)row.SchedulesPerSecond), (row.SchedulesPerSecond / reference).ToString("0.0", CultureInfo.InvariantCulture));
        Terminal.Out.Write(table);
        Terminal.Out.WriteLine(isCompared ? "ratio: to the fastest row of Coyote" : "ratio: to the slowest row");
    }

    // A row per bug; per engine the executions it took to find it, and what it can say about the repaired twin.
    private static void PrintBugs(Effort effort)
    {
        Table table = Terminal.Table(["known bug", "model", .. Engine.All.Select(e => e.Name)]);
        table.Columns[0].Width(NameColumns);
        foreach (KnownFailure bug in KnownFailure.All)
        {
            List<string> cells = [bug.Name, bug.Model.ToString().ToUpperInvariant()];
            foreach (Engine engine in Engine.All)
            {
                Progress($"{bug.Name}: {engine.Name}");
                Search faulty = engine.Explore(bug.Model, s_words.ProgramOf(bug.Faulty), effort);
                string found = faulty.Found ? Terminal.Number(faulty.Executions) : $"not in {Terminal.Number(faulty.Executions)}";
                cells.Add(found + (engine.CanFinish && HasNoneLeft(engine, bug, effort) ? ", none left" : ""));
            }
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        Progress("");
        Terminal.Out.Write(table);
        Terminal.Out.WriteLine(
            "number: executions until the faulty twin fails; 'none left': the engine could say that no schedule at all fails the repaired twin. TSO: the store buffers are the scenario's strands, whoever schedules.");
    }

    private static bool HasNoneLeft(Engine engine, KnownFailure bug, Effort effort)
    {
        Search repaired = engine.Explore(bug.Model, s_words.ProgramOf(bug.Repaired), effort);
        return !repaired.Found ? repaired.NoneLeft : throw new InvalidOperationException($"{engine.Name} fails the repaired twin of '{bug.Name}'.");
    }

    private static void Progress(string what)
    {
        if (Terminal.IsLive)
            Console.Error.Write($"\r\e[K{what}");
    }
}
