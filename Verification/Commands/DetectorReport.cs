using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;
using Verification.Detector;

namespace Verification.Commands;

/// <summary>The table that corresponds to the paper's Table 10.</summary>
internal static class DetectorReport
{
    public static void Print(CoverageReport coverage, IReadOnlyList<TestRun> native, IReadOnlyList<TestRun> watched, int unsafeLines)
    {
        Table table = Terminal.Table("module", "tests", "lines", "of", "%", "seam calls", "of", "%", "native s", "detector s", "slow-down");
        for (int column = 1; column < table.Columns.Count; column++)
            table.Columns[column].RightAligned();
        foreach (ModuleCoverage module in coverage.Modules)
            AddRow(table, module, Of(native, module.Module), Of(watched, module.Module));
        AddRow(table, new ModuleCoverage(TestTopics.Several, 0, 0, 0, 0), Of(native, TestTopics.Several), Of(watched, TestTopics.Several));
        var all = coverage.Modules;
        AddRow(table, new ModuleCoverage("total", all.Sum(m => m.Lines), all.Sum(m => m.LinesReached), all.Sum(m => m.Calls), all.Sum(m => m.CallsReached)), native, watched);
        table.AddRow("paper's KernMiri, total", "134", "", "", "93", "", "", "", "", "", "x 23");
        Terminal.Out.Write(table);
        Terminal.Out.WriteLine(
            $"""
            Tests: those whose class is about the module (of an invariant's: about the one that upholds it); "(several)" are the services' tests and those that drive the framework as a
            whole. Lines and calls count as reached whichever test reached them. Seconds: the sum over the tests, on the host; "detector" has shadow memory on, and all fields and lines of
            framework and services woven.
            Seam calls stand for the paper's unsafe blocks: the framework has {unsafeLines} lines with "unsafe", since everything that could be undefined goes through calls of the
            machine below it (physical memory, ports, registers, contexts, user mode). What is behind them on the metal (kernel/Metal, kernel/Runtime) is not in this table.
            Not counted: {string.Join("; ", EvalCommand.Excluded.Select(e => $"{e.Key} ({e.Value})"))}.
            """);
    }

    private static List<TestRun> Of(IEnumerable<TestRun> tests, string module) => tests.Where(t => TestTopics.ModuleOf(t.Name) == module).ToList();

    private static void AddRow(Table table, ModuleCoverage module, IReadOnlyCollection<TestRun> native, IReadOnlyCollection<TestRun> watched)
    {
        double plain = native.Sum(t => t.Seconds), slow = watched.Sum(t => t.Seconds);
        table.AddRow(
            Markup.Escape(module.Module), Number(native.Count), Number(module.LinesReached), Number(module.Lines), Percent(module.LinesReached, module.Lines),
            Number(module.CallsReached), Number(module.Calls), Percent(module.CallsReached, module.Calls),
            Seconds(plain, native.Count), Seconds(slow, watched.Count), plain > 0 ? string.Create(CultureInfo.InvariantCulture, $"x {slow / plain:0.0}") : "-");
    }

    private static string Number(int number) => number == 0 ? "-" : number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(int part, int whole) => whole == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.0}");

    private static string Seconds(double seconds, int tests) => tests == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00}");
}
