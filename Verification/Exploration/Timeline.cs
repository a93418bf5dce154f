using System;
using System.Collections.Generic;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Verification.Exploration;

/// <summary>
/// The same as <see cref="FailureReport"/> as one HTML file that needs nothing else: a column for each CPU that took a step, time downwards, every step in the colour of what it does.
/// Pointing at a step lights up all others on the same word.
/// </summary>
internal static partial class Timeline
{
    private const string Style = """
        :root { color-scheme: light dark; --line: #8886; --soft: color-mix(in srgb, CanvasText 65%, Canvas); }
        body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 100rem; padding: 0 1rem; }
        h1 { font-size: 1.25rem; margin: 0 0 .3rem; color: #c0392b; white-space: pre-line; }
        p, footer { color: var(--soft); margin: .2rem 0 1rem; }
        table { border-collapse: collapse; width: 100%; table-layout: fixed; }
        th { position: sticky; top: 0; background: Canvas; text-align: left; border-bottom: 2px solid var(--line); padding: .3rem .6rem; }
        th:first-child, td:first-child { width: 3.2rem; color: var(--soft); text-align: right; }
        td { vertical-align: top; padding: .12rem .6rem; border-left: 1px solid var(--line); overflow-wrap: anywhere; }
        tr.switch td { border-top: 1px dashed var(--soft); }
        code { font: 12.5px ui-monospace, monospace; border-left: 3px solid; padding-left: .4rem; display: block; }
        small { color: var(--soft); padding-left: .55rem; }
        .load { border-color: #2980b9; } .store { border-color: #e67e22; } .exchange { border-color: #8e44ad; }
        .buffer { border-color: #7f8c8d; font-style: italic; } .interrupt { border-color: #c0392b; font-weight: bold; } .other { border-color: #27ae60; }
        .lit { background: #f1c40f55; } .last code { outline: 2px solid #c0392b; }
        kbd { font: 12.5px ui-monospace, monospace; user-select: all; }
        """;

    private const string Script = """
        const cells = [...document.querySelectorAll("[data-word]")];
        const light = (word, on) => cells.filter(c => c.dataset.word === word).forEach(c => c.classList.toggle("lit", on));
        cells.forEach(c => { c.onmouseenter = () => light(c.dataset.word, true); c.onmouseleave = () => light(c.dataset.word, false); });
        """;

    /// <param name="rule">What was violated; null: nothing.</param>
    /// <param name="run">The execution, with its log.</param>
    /// <param name="replay">The command that repeats it.</param>
    public static string Format(string? rule, ProgramRun run, string replay)
    {
        string title = rule is null ? "This schedule does not fail" : $"VIOLATED: {rule}";
        var html = new StringBuilder();
        html.Append($"<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{Text(FirstLine(title))}</title>\n<style>\n{Style}\n</style>\n");
        html.Append($"<h1>{Text(title)}</h1>\n<p>memory model {run.Model.ToString().ToUpperInvariant()}, {run.Trace.Count} steps. Time runs downwards; a dashed line is a switch to another CPU. ");
        html.Append("Blue loads, orange stores, violet exchanges, green whatever else others can notice, red interrupts; italics: a store leaves its CPU's store buffer.</p>\n");
        html.Append("<table><thead><tr><th>step");
        IReadOnlyList<int> shown = run.TookPart;
        foreach (int column in shown)
            html.Append($"<th>{Text(run.Columns[column])}");
        html.Append("</thead>\n");
        int previous = -1;
        IReadOnlyList<LogLine> log = LogLine.Shown(run.Log!);
        for (int i = 0; i < log.Count; i++)
        {
            LogLine line = log[i];
            string row = (previous >= 0 && line.Strand != previous ? "switch " : "") + (i == log.Count - 1 ? "last" : "");
            html.Append($"<tr class=\"{row.Trim()}\"><td>{i + 1}");
            foreach (int column in shown)
                html.Append(column == line.Strand ? Cell(line) : "<td>");
            html.Append('\n');
            previous = line.Strand;
        }
        html.Append($"</table>\n<footer>Repeat it: <kbd>{Text(replay)}</kbd></footer>\n<script>\n{Script}\n</script>\n</html>\n");
        return html.ToString();
    }

    private static string Cell(LogLine line)
    {
        Match access = Access().Match(line.Text);
        string kind = access.Groups["kind"].Value switch
        {
            "load" => "load",
            "store" => "store",
            "(store buffer)" => "buffer",
            "" => line.Text.StartsWith("**", StringComparison.Ordinal) ? "interrupt" : "other",
            _ => "exchange",
        };
        string word = access.Success ? $" data-word=\"{Text(access.Groups["word"].Value)}\"" : "";
        string where = line.Where == "" ? "" : $"<small>{Text(line.Where)}</small>";
        return $"<td{word}><code class=\"{kind}\">{Text(line.Text.Trim())}</code>{where}";
    }

    private static string FirstLine(string text) => text.Split('\n')[0];

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex(@"^\s*(?<kind>load|store|exchange|add|compare-exchange|\(store buffer\)) (?<word>[^:=]+?)(:| =| ->|$)")]
    private static partial Regex Access();
}
