using System.Runtime.CompilerServices;

namespace System;

/// <summary>Comparing and searching text by code unit, with case or without.</summary>
internal static class Ordinals
{
    public static bool IgnoresCase(StringComparison comparison)
    {
        if ((uint)comparison > (uint)StringComparison.OrdinalIgnoreCase)
        {
            throw new ArgumentException("The string comparison type passed in is currently not supported.", "comparisonType");
        }

        return ((int)comparison & 1) != 0;
    }

    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        SpanHelpers.CompareOrdinal(ref left.GetReference(), left.Length, ref right.GetReference(), right.Length);

    public static int CompareIgnoringCase(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int common = left.Length < right.Length ? left.Length : right.Length;
        for (int i = 0; i < common; i++)
        {
            char a = left[i];
            char b = right[i];
            if (a != b)
            {
                int difference = char.ToUpperInvariant(a) - char.ToUpperInvariant(b);
                if (difference != 0)
                {
                    return difference;
                }
            }
        }

        return left.Length - right.Length;
    }

    public static bool EqualsIgnoringCase(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length == right.Length && CompareIgnoringCase(left, right) == 0;

    public static int IndexOfIgnoringCase(ReadOnlySpan<char> text, ReadOnlySpan<char> value)
    {
        for (int i = 0; i <= text.Length - value.Length; i++)
        {
            if (EqualsIgnoringCase(text.Slice(i, value.Length), value))
            {
                return i;
            }
        }

        return -1;
    }

    public static int LastIndexOfIgnoringCase(ReadOnlySpan<char> text, ReadOnlySpan<char> value)
    {
        for (int i = text.Length - value.Length; i >= 0; i--)
        {
            if (EqualsIgnoringCase(text.Slice(i, value.Length), value))
            {
                return i;
            }
        }

        return -1;
    }

    [SkipLocalsInit]
    public static int GetHashCodeIgnoringCase(ReadOnlySpan<char> text)
    {
        const int OnStack = 128;
        Span<char> upper = text.Length <= OnStack ? stackalloc char[OnStack] : new char[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            upper[i] = char.ToUpperInvariant(text[i]);
        }

        return string.GetHashCode(upper.Slice(0, text.Length));
    }
}
