using System.Collections.Generic;

namespace System;

public sealed partial class String
{
    public string[] Split(params char[]? separator) => Split((ReadOnlySpan<char>)separator);

    public string[] Split(params ReadOnlySpan<char> separator) => SplitAny(separator, int.MaxValue, StringSplitOptions.None);

    public string[] Split(char separator, StringSplitOptions options = StringSplitOptions.None) =>
        SplitAny([separator], int.MaxValue, options);

    public string[] Split(char separator, int count, StringSplitOptions options = StringSplitOptions.None) => SplitAny([separator], count, options);

    public string[] Split(char[]? separator, int count) => SplitAny(separator, count, StringSplitOptions.None);

    public string[] Split(char[]? separator, StringSplitOptions options) => SplitAny(separator, int.MaxValue, options);

    public string[] Split(char[]? separator, int count, StringSplitOptions options) => SplitAny(separator, count, options);

    public string[] Split(string? separator, StringSplitOptions options = StringSplitOptions.None) => Split(separator, int.MaxValue, options);

    public string[] Split(string? separator, int count, StringSplitOptions options = StringSplitOptions.None)
    {
        CheckSplit(count, options);
        if (string.IsNullOrEmpty(separator))
        {
            // No separator: the whole text is the one piece (white space does not count here).
            return Pieces([], 0, count, options);
        }

        var ends = new List<int>();
        for (int i = IndexOf(separator, StringComparison.Ordinal); i >= 0; i = NextIndex(separator, i + separator.Length, StringComparison.Ordinal))
        {
            ends.Add(i);
        }

        return Pieces(ends, separator.Length, count, options);
    }

    private string[] SplitAny(ReadOnlySpan<char> separators, int count, StringSplitOptions options)
    {
        CheckSplit(count, options);
        var ends = new List<int>();
        for (int i = 0; i < _stringLength; i++)
        {
            bool isSeparator = separators.Length switch
            {
                0 => char.IsWhiteSpace(this[i]),
                1 => this[i] == separators[0],
                _ => separators.Contains(this[i]),
            };
            if (isSeparator)
            {
                ends.Add(i);
            }
        }

        return Pieces(ends, 1, count, options);
    }

    private string[] Pieces(List<int> ends, int separatorLength, int count, StringSplitOptions options)
    {
        bool trim = (options & StringSplitOptions.TrimEntries) != 0;
        bool removeEmpty = (options & StringSplitOptions.RemoveEmptyEntries) != 0;
        if (count == 0)
        {
            return [];
        }

        if (count == 1)
        {
            ends.Clear();
        }

        var pieces = new List<string>();
        int start = 0;
        int next = 0;
        for (; next < ends.Count && pieces.Count < count - 1; next++)
        {
            AddPiece(pieces, start, ends[next], trim, removeEmpty);
            start = ends[next] + separatorLength;
        }

        // The last piece is all of the rest. When empty pieces do not count, neither do the separators around them.
        for (; removeEmpty && next < ends.Count && IsEmptyPiece(start, ends[next], trim); next++)
        {
            start = ends[next] + separatorLength;
        }

        AddPiece(pieces, start, _stringLength, trim, removeEmpty);
        return pieces.ToArray();
    }

    private void AddPiece(List<string> pieces, int start, int end, bool trim, bool removeEmpty)
    {
        ReadOnlySpan<char> piece = this.AsSpan(start, end - start);
        if (trim)
        {
            piece = piece.Trim();
        }

        if (!removeEmpty || piece.Length != 0)
        {
            pieces.Add(Cut(piece));
        }
    }

    private bool IsEmptyPiece(int start, int end, bool trim)
    {
        ReadOnlySpan<char> piece = this.AsSpan(start, end - start);
        return (trim ? piece.Trim() : piece).Length == 0;
    }

    private static void CheckSplit(int count, StringSplitOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if ((options & ~(StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) != 0)
        {
            throw new ArgumentException("Value of flags is invalid.", nameof(options));
        }
    }
}
