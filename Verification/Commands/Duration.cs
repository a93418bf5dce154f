using System;
using System.Globalization;

namespace Verification.Commands;

/// <summary>Times as people type them: 90s, 10m, 1.5h; and as they read them.</summary>
internal static class Duration
{
    public static TimeSpan? Parse(string text)
    {
        if (text.Length < 2 || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) || number <= 0)
            return null;
        double? seconds = text[^1] switch { 's' => number, 'm' => number * 60, 'h' => number * 3600, _ => null };
        return seconds is { } s && s < TimeSpan.FromDays(30).TotalSeconds ? TimeSpan.FromSeconds(s) : null;
    }

    public static string Text(TimeSpan time) =>
        time.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s") : $"{(int)time.TotalMinutes}:{time.Seconds:00} min";
}
