using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Verification.Exploration;

/// <summary>
/// A schedule as a line of text that a person can paste: version, memory model, then for each run of steps by one strand "strand x count".
/// Example: <c>s1.tso.0x3.2x1.0x4</c>. <c>.turns</c> at the end: everybody takes turns from there on.
/// </summary>
public static class ScheduleText
{
    private const string Version = "s1", Turns = "turns";

    public static string Format(MemoryModel model, IReadOnlyList<int> strands, bool thenTurns = false)
    {
        var text = new StringBuilder($"{Version}.{model.ToString().ToLowerInvariant()}");
        for (int i = 0; i < strands.Count;)
        {
            int start = i;
            while (i < strands.Count && strands[i] == strands[start])
                i++;
            text.Append(CultureInfo.InvariantCulture, $".{strands[start]}x{i - start}");
        }
        return (thenTurns ? text.Append($".{Turns}") : text).ToString();
    }

    /// <exception cref="FormatException">It is not a schedule, or one of another version; the message says what is wrong and where.</exception>
    public static (MemoryModel Model, List<int> Strands, bool ThenTurns) Parse(string text)
    {
        string[] parts = text.Trim().Split('.');
        if (parts[0] != Version)
            throw new FormatException($"A schedule of version '{parts[0]}'; this explorer replays version '{Version}'.");
        if (parts.Length < 2 || !Enum.TryParse(parts[1], ignoreCase: true, out MemoryModel model) || !Enum.IsDefined(model))
            throw new FormatException($"'{(parts.Length < 2 ? "" : parts[1])}' is not a memory model (sc, tso).");
        var strands = new List<int>();
        bool thenTurns = parts.Length > 2 && parts[^1] == Turns;
        foreach (string run in parts[2..^(thenTurns ? 1 : 0)])
        {
            int x = run.IndexOf('x');
            if (x < 1 || !int.TryParse(run.AsSpan(0, x), NumberStyles.None, CultureInfo.InvariantCulture, out int strand)
                || !int.TryParse(run.AsSpan(x + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count < 1 || count > Explorer.DefaultStepBound)
                throw new FormatException($"'{run}' is not a run of steps such as 0x3.");
            for (int i = 0; i < count; i++)
                strands.Add(strand);
        }
        return (model, strands, thenTurns);
    }
}
