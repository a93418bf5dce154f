using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;
using Verification.Checking;

namespace Verification.Commands;

/// <summary>Shows a campaign while it runs: a table that changes on a terminal, else a line for each checker that has ended and one now and then for those that have not.</summary>
internal static class CampaignDisplay
{
    private static readonly TimeSpan s_frame = TimeSpan.FromMilliseconds(250), s_lines = TimeSpan.FromSeconds(30);

    /// <exception cref="OperationCanceledException">It was cancelled: what runs is left alone, the program is to end.</exception>
    public static void Run(Campaign campaign, CancellationToken cancellation)
    {
        if (Terminal.IsLive)
            RunLive(campaign, cancellation);
        else
            RunPlain(campaign, cancellation);
    }

    private static void RunLive(Campaign campaign, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        Terminal.Out.Live(Picture(campaign, clock.Elapsed)).AutoClear(true).Start(live =>
        {
            Task run = Task.Run(() => campaign.Run(static _ => { }));
            while (!run.Wait(s_frame, cancellation))
                live.UpdateTarget(Picture(campaign, clock.Elapsed));
        });
    }

    private static void RunPlain(Campaign campaign, CancellationToken cancellation)
    {
        object console = new();
        using var timer = new Timer(
            _ =>
            {
                lock (console)
                    foreach (CheckerProgress running in campaign.Checkers.Where(c => c.HasStarted && c.Result is null))
                        Console.WriteLine($"  … {running.Checker.Name}: {Terminal.Number(running.Operations)} operations, {Terminal.Number(running.Executions)} executions, {Terminal.Seconds(running.Seconds)} s");
            },
            null, s_lines, s_lines);
        Task run = Task.Run(() => campaign.Run(ended =>
        {
            lock (console)
                Console.WriteLine($"{Word(ended.Result!.Verdict),-12} {ended.Checker.Name}: {ended.Result.Guarantee}; {Terminal.Number(ended.Operations)} operations, {Terminal.Seconds(ended.Seconds)} s");
        }));
        run.Wait(cancellation);
    }

    private static Table Picture(Campaign campaign, TimeSpan elapsed)
    {
        string limit = campaign.HasTimeLimit ? $" / {Terminal.Seconds(campaign.TimeEach.TotalSeconds)}" : "";
        Table table = Terminal.Table("checker", "operations", "executions", "a second", "seconds");
        foreach (int column in new[] { 1, 2, 3, 4 })
            table.Columns[column].NoWrap().RightAligned();
        foreach (CheckerProgress running in campaign.Checkers.Where(c => c.HasStarted && c.Result is null))
        {
            string rate = running.Seconds > 0 ? Terminal.Number((long)(running.Operations / running.Seconds)) : "";
            table.AddRow(
                Markup.Escape(running.Checker.Name), Terminal.Number(running.Operations), Terminal.Number(running.Executions), rate,
                Terminal.Seconds(running.Seconds) + limit);
        }
        int ended = campaign.Checkers.Count(c => c.Result is not null), bad = campaign.Checkers.Count(c => c.Result is { Verdict: not Verdict.Holds });
        string caption = $"{ended} of {campaign.Checkers.Count} checkers have ended, {bad} without holding; {Duration.Text(elapsed)}";
        return table.Caption(caption);
    }

    public static string Word(Verdict verdict) => verdict switch { Verdict.Holds => "holds", Verdict.Violated => "VIOLATED", _ => "inconclusive" };
}
