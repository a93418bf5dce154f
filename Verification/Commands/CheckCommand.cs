using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Verification.Checking;
using Verification.Exploration;
using Verification.Mutants;

namespace Verification.Commands;

/// <summary><c>asterism check</c>: looks for violations of the invariants, and for mutants that nobody sees.</summary>
public static class CheckCommand
{
    private const int Holds = 0, Violated = 1, Inconclusive = 2;

    private static readonly string s_description =
        "Look for violations of the ten invariants: generated operation sequences, schedules of concurrent scenarios, attacks, and bugs seeded on purpose. " +
        "Exit status: 0 holds, 1 violated, 2 inconclusive (a seeded bug was not caught), 64 wrong usage.";

    public static Command Create()
    {
        var what = new Argument<string[]>("WHAT") { Description = "Invariants (1 to 10), topics, or names of checkers or parts of them. Nothing: everything.", Arity = ArgumentArity.ZeroOrMore };
        var time = new Option<TimeSpan?>("--time")
        {
            HelpName = "TIME", Description = "Go on for this long, all checkers together: 90s, 10m, 8h.", CustomParser = r =>
            {
                TimeSpan? parsed = Duration.Parse(r.Tokens.Single().Value);
                if (parsed is null)
                    r.AddError("--time takes a number with s, m or h behind it: 90s, 10m, 8h.");
                return parsed;
            },
        };
        var seed = new Option<ulong?>("--seed")
        {
            HelpName = "N", Description = "Where generated choices come from. The same seed does the same.", CustomParser = r =>
            {
                if (ulong.TryParse(r.Tokens.Single().Value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
                    return number;
                r.AddError("--seed takes a whole number from 0.");
                return null;
            },
        };
        var mutants = new Option<bool>("--mutants") { Description = "Seed every bug of Verification/Mutants into the framework, one at a time, and say which checker kills it." };
        var only = new Option<string?>("--only") { HelpName = "NAME", Description = "With --mutants: only those whose name contains this." };
        var replay = new Option<string?>("--replay") { HelpName = "TEXT", Description = "Repeat what a report ends with. WHAT names one checker." };
        var html = new Option<FileInfo?>("--html") { HelpName = "FILE", Description = "With --replay of a scenario: write the execution into this file, too, as a timeline for a browser." };
        var seeded = new Option<string?>("--seeded") { HelpName = "NAME", Description = "Do all this with this mutant in the framework, to look at a bug that is known to be there." };
        var list = new Option<bool>("--list") { Description = "List checkers and mutants; run nothing." };
        var command = new Command("check", s_description) { what, time, seed, mutants, only, replay, html, seeded, list };
        command.Validators.Add(r =>
        {
            if (r.GetValue(only) is not null && !r.GetValue(mutants))
                r.AddError("--only names mutants: it goes with --mutants.");
            bool hasBudget = r.GetResult(time) is not null || r.GetResult(seed) is not null;
            if (r.GetValue(replay) is not null && hasBudget)
                r.AddError("--replay repeats one run as it was: it takes neither --time nor --seed.");
            if (r.GetValue(mutants) && (hasBudget || r.GetValue(replay) is not null || r.GetValue(seeded) is not null))
                r.AddError("--mutants tries each mutant with its checkers' default effort: it takes none of --time, --seed, --replay and --seeded.");
            if (r.GetValue(html) is not null && r.GetValue(replay) is null)
                r.AddError("--html draws one execution: it goes with --replay.");
        });
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            if (parsed.GetValue(seeded) is { } bug && Seeded.Suffix == "")
                return RunSeeded(bug, [.. parsed.Tokens.Select(t => t.Value)], interruption.Token);
            try
            {
                var selection = Selection.Of(parsed.GetValue(what)!);
                if (parsed.GetValue(list))
                    return List(selection);
                if (parsed.GetValue(replay) is { } text)
                    return Replay(selection, text, parsed.GetValue(html));
                return parsed.GetValue(mutants)
                    ? RunMutants(selection, parsed.GetValue(only), interruption.Token)
                    : Run(selection, parsed.GetValue(time), parsed.GetValue(seed), interruption.Token);
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine("asterism: interrupted.");
                return interruption.Status;
            }
            catch (FormatException e)
            {
                Console.Error.WriteLine($"asterism: {e.Message}");
                return Program.WrongUsage;
            }
        });
        return command;
    }

    private static int Run(Selection selection, TimeSpan? time, ulong? seed, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var campaign = new Campaign(selection.Checkers, time, seed);
        CampaignDisplay.Run(campaign, cancellation);
        // A long campaign is about the checkers; without a time limit a few mutants say whether they are awake.
        IReadOnlyList<Mutant> quick = time is null && seed is null && Seeded.Suffix == "" ? Mutants.Mutants.Quick(selection.Mutants) : [];
        IReadOnlyList<MutantResult> results = quick.Count == 0 ? [] : MutantReport.Run(quick, cancellation);
        CheckReport.Print(campaign.Checkers, results, selection.Invariants);
        Terminal.Say($"{campaign.Checkers.Count} checkers, {campaign.Parallel} at a time, {(time is { } t ? $"{Duration.Text(t)} in all" : "each at its default effort")}, {(seed is { } s ? $"seed {s}" : "the default seed")}; " +
            $"{quick.Count} of {selection.Mutants.Count} mutants tried{(quick.Count < selection.Mutants.Count ? " (all: --mutants)" : "")}; {Duration.Text(clock.Elapsed)}. " +
            "A checker of several invariants ran once and counts in each of their rows.");
        if (!campaign.HasTimeLimit)
        {
            foreach (CheckerProgress cut in campaign.Checkers.Where(c => c.Result!.IsOutOfTime))
                Terminal.Say($"Cut short, because this machine is slow or busy: {cut.Checker.Name}: {cut.Result!.Guarantee}");
        }

        CheckReport.PrintFailures(campaign.Checkers);

        var verdicts = campaign.Checkers.Select(c => c.Result!.Verdict).ToList();
        if (verdicts.Contains(Verdict.Violated))
            return Violated;
        bool rowWithoutCheckers = selection.Invariants.Any(n => !campaign.Checkers.Any(c => c.Checker.Invariants.Contains(n)));
        return verdicts.Contains(Verdict.Inconclusive) || rowWithoutCheckers || results.Any(r => r.Fate != MutantFate.Killed) ? Inconclusive : Holds;
    }

    private static int RunMutants(Selection selection, string? only, CancellationToken cancellation)
    {
        var chosen = selection.Mutants.Where(m => only is null || m.Name.Contains(only, StringComparison.Ordinal)).ToList();
        if (chosen.Count == 0)
            throw new FormatException($"No mutant of these has a name with \"{only}\" in it. ./asterism check --list shows them.");
        IReadOnlyList<MutantResult> results = MutantReport.Run(chosen, cancellation);
        MutantReport.Print(chosen, results);
        return results.All(r => r.Fate == MutantFate.Killed) ? Holds : Inconclusive;
    }

    private static int Replay(Selection selection, string text, FileInfo? html)
    {
        if (selection.Checkers is not [var checker])
            throw new FormatException($"--replay needs the name of one checker; {selection.Checkers.Count} match.");
        CheckResult result = CheckerRun.Run(checker, CheckBudget.Default with { Replay = text });
        Console.WriteLine($"{CampaignDisplay.Word(result.Verdict)}: {checker.Name}: {result.Guarantee}");
        if (result.Report is not null)
            Console.WriteLine(result.Report);
        if (result.Replay is not null)
            Console.WriteLine(result.Replay + Seeded.Suffix);
        if (html is not null)
            WriteTimeline(html, checker, result, text);
        return result.Verdict switch { Verdict.Holds => Holds, Verdict.Violated => Violated, _ => Inconclusive };
    }

    private static int RunSeeded(string bug, string[] arguments, CancellationToken cancellation)
    {
        try
        {
            return Seeded.Run(Mutants.Mutants.All.SingleOrDefault(m => m.Name == bug) ?? throw new MutantException($"There is no mutant '{bug}'. ./asterism check --list shows them."), arguments, cancellation);
        }
        catch (MutantException e)
        {
            Console.Error.WriteLine($"asterism: {e.Message}");
            return Program.WrongUsage;
        }
    }

    private static void WriteTimeline(FileInfo html, Checker checker, CheckResult result, string schedule)
    {
        if (result.Explorations is not [{ Told: { } run }])
            throw new FormatException($"--html draws the execution of a scenario; '{checker.Name}' is a {checker.Kind.ToString().ToLowerInvariant()}.");
        File.WriteAllText(html.FullName, Timeline.Format(run.Failure?.Message, run, $"./asterism check \"{checker.Name}\" --replay {schedule}{Seeded.Suffix}"));
        Console.WriteLine($"timeline: {html.FullName}");
    }

    private static int List(Selection selection)
    {
        foreach (Checker checker in selection.Checkers)
            Console.WriteLine($"{checker.Kind,-8} {string.Join(',', checker.Invariants),-6} {checker.Topic,-12} {checker.Name}");
        foreach (Mutant mutant in selection.Mutants)
            Console.WriteLine($"{"Mutant",-8} {(mutant.Invariant == 0 ? "" : mutant.Invariant.ToString()),-6} {mutant.Topic,-12} {mutant.Name}: {mutant.Breaks}");
        return Holds;
    }
}
