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
                        Console.WriteLine($"  … {running.Checker.Name}: {Line(running)}");
            },
            null, s_lines, s_lines);
        Task run = Task.Run(() => campaign.Run(ended =>
        {
            lock (console)
                Console.WriteLine($"{Word(ended.Result!.Verdict),-12} {ended.Checker.Name}: {ended.Result.Guarantee}; {Terminal.Number(ended.Progress.Operations)} operations, {Terminal.Seconds(ended.Seconds)} s");
        }));
        run.Wait(cancellation);
    }

    private static Table Picture(Campaign campaign, TimeSpan elapsed)
    {
        string limit = campaign.HasTimeLimit ? $" / {Terminal.Seconds(campaign.TimeEach.TotalSeconds)}" : "";
        string[] columns = ["checker", "operations", "executions", "a second", "steps", "explored (estimate)", "seconds"];
        bool[] isShown = [true, !Terminal.IsNarrow, true, true, !Terminal.IsNarrow, true, true];
        Table table = Terminal.Table([.. columns.Where((_, i) => isShown[i])]);
        foreach (TableColumn column in table.Columns.Skip(1))
            column.NoWrap().RightAligned();
        foreach (CheckerProgress running in campaign.Checkers.Where(c => c.HasStarted && c.Result is null))
        {
            CheckProgress progress = running.Progress;
            string rate = running.Seconds > 0 ? Terminal.Number((long)(progress.Operations / running.Seconds)) : "", steps = progress.Depth == 0 ? "" : Terminal.Number(progress.Depth);
            string[] row =
            [
                Markup.Escape(running.Checker.Name), Terminal.Number(progress.Operations), Terminal.Number(progress.Executions), rate, steps, Explored(progress),
                Terminal.Seconds(running.Seconds) + limit,
            ];
            table.AddRow([.. row.Where((_, i) => isShown[i])]);
        }
        int ended = campaign.Checkers.Count(c => c.Result is not null), bad = campaign.Checkers.Count(c => c.Result is { Verdict: not Verdict.Holds });
        string caption = $"{ended} of {campaign.Checkers.Count} checkers have ended, {bad} without holding; {Duration.Text(elapsed)}";
        return table.Caption(caption);
    }

    /// <summary>A checker that runs, in one line.</summary>
    private static string Line(CheckerProgress running)
    {
        CheckProgress progress = running.Progress;
        string search = progress.Search == "" ? "" : $", now {Explored(progress)}{(progress.Explored is null ? "" : " explored (estimate)")}, {Terminal.Number(progress.Depth)} steps an execution";
        return $"{Terminal.Number(progress.Operations)} operations, {Terminal.Number(progress.Executions)} executions{search}, {Terminal.Seconds(running.Seconds)} s";
    }

    // Never 100 %: it runs, so something is left.
    private static string Explored(CheckProgress progress) =>
        progress.Explored is { } share ? $"{progress.Search}: {Math.Min(99, (int)(100 * share))} %" : progress.Search;

    public static string Word(Verdict verdict) => verdict switch { Verdict.Holds => "holds", Verdict.Violated => "VIOLATED", _ => "inconclusive" };
}
