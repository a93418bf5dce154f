namespace System;

// Spans of characters as text.
public static partial class MemoryExtensions
{
    public static bool IsWhiteSpace(this ReadOnlySpan<char> span) => span.TrimStart().Length == 0;

    public static bool Equals(this ReadOnlySpan<char> span, ReadOnlySpan<char> other, StringComparison comparisonType) =>
        Ordinals.IgnoresCase(comparisonType) ? Ordinals.EqualsIgnoringCase(span, other) : span.SequenceEqual(other);

    public static int CompareTo(this ReadOnlySpan<char> span, ReadOnlySpan<char> other, StringComparison comparisonType) =>
        Ordinals.IgnoresCase(comparisonType) ? Ordinals.CompareIgnoringCase(span, other) : Ordinals.Compare(span, other);

    public static bool Contains(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparisonType) =>
        IndexOf(span, value, comparisonType) >= 0;

    public static int IndexOf(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparisonType) =>
        Ordinals.IgnoresCase(comparisonType) ? Ordinals.IndexOfIgnoringCase(span, value) : span.IndexOf(value);

    public static int LastIndexOf(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparisonType) =>
        Ordinals.IgnoresCase(comparisonType) ? Ordinals.LastIndexOfIgnoringCase(span, value) : span.LastIndexOf(value);

    public static bool StartsWith(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparisonType) =>
        Ordinals.IgnoresCase(comparisonType)
            ? value.Length <= span.Length && Ordinals.EqualsIgnoringCase(span.Slice(0, value.Length), value)
            : span.StartsWith(value);

    public static bool EndsWith(this ReadOnlySpan<char> span, ReadOnlySpan<char> value, StringComparison comparisonType) =>
        Ordinals.IgnoresCase(comparisonType)
            ? value.Length <= span.Length && Ordinals.EqualsIgnoringCase(span.Slice(span.Length - value.Length), value)
            : span.EndsWith(value);

    public static int ToUpperInvariant(this ReadOnlySpan<char> source, Span<char> destination)
    {
        if (destination.Length < source.Length)
        {
            return -1;
        }

        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = char.ToUpperInvariant(source[i]);
        }

        return source.Length;
    }

    public static int ToLowerInvariant(this ReadOnlySpan<char> source, Span<char> destination)
    {
        if (destination.Length < source.Length)
        {
            return -1;
        }

        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = char.ToLowerInvariant(source[i]);
        }

        return source.Length;
    }

    public static ReadOnlySpan<char> Trim(this ReadOnlySpan<char> span) => span.TrimStart().TrimEnd();

    public static ReadOnlySpan<char> TrimStart(this ReadOnlySpan<char> span)
    {
        int start = 0;
        while (start < span.Length && char.IsWhiteSpace(span[start]))
        {
            start++;
        }

        return span.Slice(start);
    }

    public static ReadOnlySpan<char> TrimEnd(this ReadOnlySpan<char> span)
    {
        int end = span.Length;
        while (end > 0 && char.IsWhiteSpace(span[end - 1]))
        {
            end--;
        }

        return span.Slice(0, end);
    }

    public static Span<char> Trim(this Span<char> span)
    {
        int start = span.Length - ((ReadOnlySpan<char>)span).TrimStart().Length;
        return span.Slice(start, Trim((ReadOnlySpan<char>)span).Length);
    }

    public static ReadOnlySpan<char> Trim(this ReadOnlySpan<char> span, char trimChar) => span.TrimStart(trimChar).TrimEnd(trimChar);

    public static ReadOnlySpan<char> TrimStart(this ReadOnlySpan<char> span, char trimChar)
    {
        int start = 0;
        while (start < span.Length && span[start] == trimChar)
        {
            start++;
        }

        return span.Slice(start);
    }

    public static ReadOnlySpan<char> TrimEnd(this ReadOnlySpan<char> span, char trimChar)
    {
        int end = span.Length;
        while (end > 0 && span[end - 1] == trimChar)
        {
            end--;
        }

        return span.Slice(0, end);
    }

    /// <summary>Without any of the given characters at its ends; with none given, without white space.</summary>
    public static ReadOnlySpan<char> Trim(this ReadOnlySpan<char> span, ReadOnlySpan<char> trimChars) =>
        span.TrimStart(trimChars).TrimEnd(trimChars);

    public static ReadOnlySpan<char> TrimStart(this ReadOnlySpan<char> span, ReadOnlySpan<char> trimChars)
    {
        if (trimChars.Length == 0)
        {
            return span.TrimStart();
        }

        int start = 0;
        while (start < span.Length && trimChars.Contains(span[start]))
        {
            start++;
        }

        return span.Slice(start);
    }

    public static ReadOnlySpan<char> TrimEnd(this ReadOnlySpan<char> span, ReadOnlySpan<char> trimChars)
    {
        if (trimChars.Length == 0)
        {
            return span.TrimEnd();
        }

        int end = span.Length;
        while (end > 0 && trimChars.Contains(span[end - 1]))
        {
            end--;
        }

        return span.Slice(0, end);
    }

    /// <summary>The ranges of the pieces between separators, in the order of the text; returns how many there are.</summary>
    public static int Split(this ReadOnlySpan<char> source, Span<Range> destination, char separator, StringSplitOptions options = StringSplitOptions.None)
    {
        bool trim = (options & StringSplitOptions.TrimEntries) != 0;
        bool removeEmpty = (options & StringSplitOptions.RemoveEmptyEntries) != 0;
        int count = 0;
        int start = 0;
        while (count < destination.Length)
        {
            // The last range takes all of the rest.
            bool isLast = count == destination.Length - 1;
            int length = isLast && (!removeEmpty || count == 0) ? -1 : source.Slice(start).IndexOf(separator);
            int end = length < 0 ? source.Length : start + length;
            if (isLast && (end == source.Length || !IsEmptyPiece(source, start, end, trim)))
            {
                end = source.Length;
            }

            (int from, int to) = trim ? TrimRange(source, start, end) : (start, end);
            if (!removeEmpty || from != to)
            {
                destination[count++] = from..to;
            }

            if (end == source.Length)
            {
                break;
            }

            start = end + 1;
        }

        return count;
    }

    private static bool IsEmptyPiece(ReadOnlySpan<char> source, int start, int end, bool trim)
    {
        ReadOnlySpan<char> piece = source.Slice(start, end - start);
        return (trim ? piece.Trim() : piece).Length == 0;
    }

    private static (int From, int To) TrimRange(ReadOnlySpan<char> source, int start, int end)
    {
        ReadOnlySpan<char> piece = source.Slice(start, end - start);
        int from = end - piece.TrimStart().Length;
        return (from, from + piece.Trim().Length);
    }
}
