using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Verification.Exploration;

/// <summary>A failing execution for a reader: the violated rule first, a column for each strand that took a step, the replay line last.</summary>
internal static class FailureReport
{
    private const int ColumnWidth = 44;

    public static string Format(string rule, ProgramRun run, string schedule)
    {
        var names = run.Columns;
        var shown = run.TookPart.ToList();
        var text = new StringBuilder();
        text.AppendLine($"VIOLATED: {rule}");
        text.AppendLine($"memory model {run.Model.ToString().ToUpperInvariant()}, {run.Trace.Count} steps, {Switches(run.Log!)}");
        text.AppendLine();
        text.AppendLine(string.Concat(shown.Select(i => names[i].PadRight(ColumnWidth))).TrimEnd());
        text.AppendLine(string.Concat(shown.Select(_ => new string('-', ColumnWidth - 2) + "  ")).TrimEnd());
        int previous = -1;
        foreach (var line in LogLine.Shown(run.Log!))
        {
            if (previous >= 0 && previous != line.Strand)
                text.AppendLine($"   switch ({names[previous]} -> {names[line.Strand]})");
            previous = line.Strand;
            string cell = line.Where == "" ? line.Text : $"{line.Text}  {line.Where}";
            text.AppendLine(new string(' ', ColumnWidth * shown.IndexOf(line.Strand)) + cell);
        }
        text.AppendLine();
        text.AppendLine($"schedule {schedule}");
        return text.ToString();
    }

    private static string Switches(IReadOnlyList<LogLine> log)
    {
        int switches = 0;
        for (int i = 1; i < log.Count; i++)
            if (log[i].Strand != log[i - 1].Strand)
                switches++;
        return switches == 1 ? "1 switch" : $"{switches} switches";
    }
}
