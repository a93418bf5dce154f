using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Spectre.Console;
using Verification.Mutants;

namespace Verification.Commands;

/// <summary>Tries mutants and tells of each as it comes; then the table.</summary>
internal static class MutantReport
{
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<MutantResult> Run(IReadOnlyList<Mutant> mutants, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using var runner = new MutantRunner(ProductSources.Read());
        int done = 0;
        return runner.RunAll(mutants, Environment.ProcessorCount, result =>
        {
            string what = result.Fate switch
            {
                MutantFate.Killed => $"killed by \"{result.Killer}\" after {Terminal.Number(result.Operations)} operations, {Terminal.Number(result.Executions)} executions",
                MutantFate.Survived => $"SURVIVED: {result.Why}",
                MutantFate.NoVerdict => $"NO VERDICT: {result.Why}",
                _ => $"ERROR: {result.Why}",
            };
            Console.WriteLine($"[{++done}/{mutants.Count}, {Duration.Text(clock.Elapsed)}] {result.Mutant}: {what}");
        }, cancellation);
    }

    public static void Print(IReadOnlyList<Mutant> mutants, IReadOnlyList<MutantResult> results)
    {
        Table table = Terminal.Table("#", "mutant", "breaks", "killed by", "operations", "executions", "seconds");
        foreach (int column in new[] { 4, 5, 6 })
            table.Columns[column].NoWrap().RightAligned();
        foreach ((Mutant mutant, MutantResult result) in mutants.Zip(results).OrderBy(pair => pair.First.Invariant == 0 ? int.MaxValue : pair.First.Invariant))
        {
            string killer = result.Fate == MutantFate.Killed ? Markup.Escape(result.Killer!) : $"[yellow]{result.Fate}[/]: {Markup.Escape(result.Why)}";
            table.AddRow(
                mutant.Invariant == 0 ? Markup.Escape(mutant.Topic) : mutant.Invariant.ToString(), Markup.Escape(mutant.Name), Markup.Escape(mutant.Breaks), killer,
                Terminal.Number(result.Operations), Terminal.Number(result.Executions), Terminal.Seconds(result.Seconds));
        }
        Terminal.Out.Write(table);
        Console.WriteLine($"{results.Count(r => r.Fate == MutantFate.Killed)} of {results.Count} mutants were killed.");
    }
}
