namespace System;

// Moments as text, in the few fixed forms that need no culture.
public readonly partial struct DateTime
{
    public override string ToString() => $"{Month:D2}/{Day:D2}/{Year:D4} {Hour:D2}:{Minute:D2}:{Second:D2}";

    public string ToString(IFormatProvider? provider) => ToString();

    /// <summary>The formats G (or none), d, T, s, u, o and r.</summary>
    public string ToString(string? format) => format switch
    {
        null or "" or "G" => ToString(),
        "d" => $"{Month:D2}/{Day:D2}/{Year:D4}",
        "T" => $"{Hour:D2}:{Minute:D2}:{Second:D2}",
        "s" => $"{Year:D4}-{Month:D2}-{Day:D2}T{Hour:D2}:{Minute:D2}:{Second:D2}",
        "u" => $"{Year:D4}-{Month:D2}-{Day:D2} {Hour:D2}:{Minute:D2}:{Second:D2}Z",
        "o" or "O" => $"{ToString("s")}.{_ticks % TimeSpan.TicksPerSecond:D7}{(_kind == DateTimeKind.Utc ? "Z" : "")}",
        "r" or "R" => $"{DayName}, {Day:D2} {MonthName} {Year:D4} {Hour:D2}:{Minute:D2}:{Second:D2} GMT",
        _ => throw new NotSupportedException("This format of DateTime is not supported."),
    };

    public string ToString(string? format, IFormatProvider? provider) => ToString(format);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null)
    {
        string text = ToString(new string(format));
        bool fits = text.TryCopyTo(destination);
        charsWritten = fits ? text.Length : 0;
        return fits;
    }

    private string DayName => "SunMonTueWedThuFriSat".Substring(3 * (int)DayOfWeek, 3);

    private string MonthName => "JanFebMarAprMayJunJulAugSepOctNovDec".Substring(3 * (Month - 1), 3);
}
