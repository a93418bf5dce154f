using System.Collections.Generic;
using System.Linq;

namespace Verification.Exploration;

/// <summary>One line of a replayed execution.</summary>
/// <param name="Strand">Whose column it belongs to.</param>
/// <param name="Text">What happened, with the values read and written.</param>
/// <param name="Where">File and line, or empty.</param>
public sealed record LogLine(int Strand, string Text, string Where)
{
    private const int FirstShown = 240, LastShown = 60;

    /// <summary>What a reader gets to see of a log: all of it, unless it goes on and on.</summary>
    internal static IReadOnlyList<LogLine> Shown(IReadOnlyList<LogLine> log) => log.Count <= FirstShown + LastShown + 1
        ? log
        : [.. log.Take(FirstShown), new LogLine(log[FirstShown - 1].Strand, $"… {log.Count - FirstShown - LastShown} steps more …", ""), .. log.TakeLast(LastShown)];
}
