using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Ostd.Model;
using Ostd.Model.Shadow;
using Verification.Checking;
using Verification.Detector;
using Verification.Mutants;

namespace Verification.Commands;

/// <summary><c>asterism eval</c>: measures what the paper measures.</summary>
public static class EvalCommand
{
    // These load woven or changed copies of the framework themselves.
    private const string Filter = "FullyQualifiedName!~RaceTests&FullyQualifiedName!~WeaverTests&FullyQualifiedName!~Is_violated_by&FullyQualifiedName!~MutantRunnerTests&FullyQualifiedName!~CheckCommandTests";

    /// <summary>Of what a failed test says: enough for both sides of a race.</summary>
    private const int MessageLines = 12;

    private static readonly string[] s_suites = ["Ostd.Tests", "Services.Tests", "Invariants.Tests"];

    /// <summary>Files whose code cannot run on the host as it does on the metal, each with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> Excluded = new Dictionary<string, string>
    {
        ["Ostd/Seam/"] = "the seam itself: the host has other bodies there (cells instead of words), which are the model's",
        ["Ostd/Heap/ObjectHeader.cs"] = "headers of real objects, which are .NET's on the host",
    };

    public static Command Create()
    {
        var missed = new Option<bool>("--missed") { Description = "List the lines and calls that no test reached." };
        var suite = new Option<string[]>("--suite") { HelpName = "PROJECT", Description = "Only these test projects." };
        var tests = new Option<string?>("--tests") { HelpName = "FILTER", Description = "Only these tests, as dotnet test --filter takes it: to repeat one that fails." };
        var detector = new Command("detector", "Table 10: what the detector of undefined behaviour covers of the framework, and what it costs.") { missed, suite, tests };
        detector.SetAction(parsed => Detector(
            parsed.GetValue(missed), parsed.GetValue(suite) is { Length: > 0 } some ? some : s_suites, parsed.GetValue(tests) is { } only ? $"{Filter}&({only})" : Filter));
        var time = new Option<int?>("--seconds")
        {
            HelpName = "N", Description = "Go on for so long with each scenario. Else each makes its default number of executions.", CustomParser = r =>
            {
                if (int.TryParse(r.Tokens.Single().Value, out int number) && number > 0)
                    return number;
                r.AddError("--seconds takes a whole number from 1.");
                return null;
            },
        };
        var what = new Argument<string[]>("WHAT") { Description = "Topics, or names of scenarios or parts of them. Nothing: all of them, and the corpus of known failures.", Arity = ArgumentArity.ZeroOrMore };
        var scenarios = new Command("scenarios", "What the explorer covered of every scenario: executions, equivalence classes, and which guarantee remains.") { what, time };
        scenarios.SetAction(parsed => Scenarios(parsed.GetValue(time) is { } seconds ? CheckBudget.For(TimeSpan.FromSeconds(seconds)) : CheckBudget.Default, parsed.GetValue(what)!));
        return new Command("eval", "Measure what the paper measures, and print it beside the paper's numbers.") { detector, scenarios };
    }

    private static int Scenarios(CheckBudget budget, IReadOnlyList<string> words)
    {
        try
        {
            return ScenarioReport.Run(budget, words);
        }
        catch (FormatException wrong)
        {
            Console.Error.WriteLine($"asterism: {wrong.Message}");
            return Program.WrongUsage;
        }
    }

    private static int Detector(bool missed, IReadOnlyList<string> suites, string filter)
    {
        string top = ProductSources.FindTop();
        string work = Path.Combine(top, "artifacts", "eval-detector");
        var native = new List<TestRun>();
        var watched = new List<TestRun>();
        var hits = new List<string>();
        IReadOnlyList<WovenSite> sites = [];
        foreach (string suite in suites)
        {
            Console.WriteLine($"{suite}: build");
            string project = Path.Combine(top, "tests", suite);
            Build(project);
            string bin = Path.Combine(project, "bin", "Debug", "net10.0");
            Console.WriteLine($"{suite}: as it is");
            native.AddRange(SuiteRun.Run(bin, suite, filter, (ModelOptions.DetectorVariable, "0")));
            string woven = Path.Combine(work, suite);
            sites = SuiteRun.CopyWoven(bin, woven, races: true);
            Console.WriteLine($"{suite}: under the detector");
            string hitFile = Path.Combine(work, suite + ".hits");
            foreach (string old in Directory.EnumerateFiles(work, suite + ".hits.*"))
                File.Delete(old);
            watched.AddRange(SuiteRun.Run(woven, suite, filter, (ModelOptions.DetectorVariable, "1"), (Woven.HitsVariable, hitFile)));
            hits.AddRange(Directory.EnumerateFiles(work, suite + ".hits.*"));
        }
        var coverage = new CoverageReport(sites, CoverageReport.ReadHits(hits), file => Excluded.Keys.Any(e => file.StartsWith(e, StringComparison.Ordinal)));
        DetectorReport.Print(coverage, native, watched, UnsafeBlocks(top));
        if (missed)
        {
            foreach (string line in coverage.Missed())
                Console.WriteLine(line);
        }
        var failed = watched.Where(t => !t.Passed).ToList();
        foreach (TestRun test in failed)
            Console.WriteLine($"failed under the detector: {test.Name}\n  {string.Join("\n  ", test.Message.Split('\n').Take(MessageLines))}");
        return failed.Count == 0 ? 0 : 1;
    }

    private static void Build(string project)
    {
        using Process build = Process.Start(new ProcessStartInfo("dotnet", ["build", project, "-nologo", "-v", "q", "-clp:NoSummary"]) { RedirectStandardOutput = true })!;
        string output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        if (build.ExitCode != 0)
            throw new InvalidOperationException($"{project} does not build: {output}");
    }

    private static int UnsafeBlocks(string top) => Directory.EnumerateFiles(Path.Combine(top, "Ostd"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
        .SelectMany(File.ReadLines).Count(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal) && l.Split(' ', '(', ';').Contains("unsafe"));
}
