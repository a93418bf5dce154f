using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace System;

public static partial class MemoryExtensions
{
    public static bool SequenceEqual<T>(this Span<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>? => SequenceEqual((ReadOnlySpan<T>)span, other);

    public static bool SequenceEqual<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> other)
        where T : IEquatable<T>?
    {
        if (span.Length != other.Length)
        {
            return false;
        }

        if (RuntimeHelpers.IsBitwiseEquatable<T>())
        {
            return SpanHelpers.SequenceEqual(
                ref Unsafe.As<T, byte>(ref span.GetReference()),
                ref Unsafe.As<T, byte>(ref other.GetReference()),
                (nuint)(uint)span.Length * (nuint)Unsafe.SizeOf<T>());
        }

        for (int i = 0; i < span.Length; i++)
        {
            if (!AreEqual(span[i], other[i]))
            {
                return false;
            }
        }

        return true;
    }

    public static int SequenceCompareTo<T>(this Span<T> span, ReadOnlySpan<T> other)
        where T : IComparable<T>? => SequenceCompareTo((ReadOnlySpan<T>)span, other);

    public static int SequenceCompareTo<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> other)
        where T : IComparable<T>?
    {
        if (typeof(T) == typeof(char))
        {
            return SpanHelpers.CompareOrdinal(
                ref Unsafe.As<T, char>(ref span.GetReference()), span.Length, ref Unsafe.As<T, char>(ref other.GetReference()), other.Length);
        }

        if (typeof(T) == typeof(byte))
        {
            return SpanHelpers.CompareBytes(
                ref Unsafe.As<T, byte>(ref span.GetReference()), span.Length, ref Unsafe.As<T, byte>(ref other.GetReference()), other.Length);
        }

        int common = span.Length < other.Length ? span.Length : other.Length;
        for (int i = 0; i < common; i++)
        {
            int order = span[i] is null ? (other[i] is null ? 0 : -1) : span[i]!.CompareTo(other[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return span.Length.CompareTo(other.Length);
    }

    public static bool Contains<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => IndexOf((ReadOnlySpan<T>)span, value) >= 0;

    public static bool Contains<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => IndexOf(span, value) >= 0;

    public static int IndexOf<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => IndexOf((ReadOnlySpan<T>)span, value);

    public static int IndexOf<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        if (RuntimeHelpers.IsBitwiseEquatable<T>())
        {
            if (Unsafe.SizeOf<T>() == sizeof(byte))
            {
                return SpanHelpers.IndexOf(ref Unsafe.As<T, byte>(ref span.GetReference()), Unsafe.As<T, byte>(ref value), span.Length);
            }

            if (Unsafe.SizeOf<T>() == sizeof(char))
            {
                return SpanHelpers.IndexOf(ref Unsafe.As<T, char>(ref span.GetReference()), Unsafe.As<T, char>(ref value), span.Length);
            }
        }

        for (int i = 0; i < span.Length; i++)
        {
            if (AreEqual(span[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    public static int IndexOf<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => IndexOf((ReadOnlySpan<T>)span, value);

    public static int IndexOf<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>?
    {
        if (value.Length == 0)
        {
            return 0;
        }

        // The first element is found fast; then the rest must follow.
        ReadOnlySpan<T> rest = value.Slice(1);
        int start = 0;
        while (span.Length - start >= value.Length)
        {
            int found = IndexOf(span.Slice(start, span.Length - start - rest.Length), value[0]);
            if (found < 0)
            {
                break;
            }

            start += found;
            if (SequenceEqual(span.Slice(start + 1, rest.Length), rest))
            {
                return start;
            }

            start++;
        }

        return -1;
    }

    public static int LastIndexOf<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => LastIndexOf((ReadOnlySpan<T>)span, value);

    public static int LastIndexOf<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (int i = span.Length - 1; i >= 0; i--)
        {
            if (AreEqual(span[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    public static int LastIndexOf<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => LastIndexOf((ReadOnlySpan<T>)span, value);

    public static int LastIndexOf<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>?
    {
        for (int i = span.Length - value.Length; i >= 0; i--)
        {
            if (SequenceEqual(span.Slice(i, value.Length), value))
            {
                return i;
            }
        }

        return -1;
    }

    public static bool ContainsAny<T>(this ReadOnlySpan<T> span, T value0, T value1)
        where T : IEquatable<T>? => IndexOfAny(span, value0, value1) >= 0;

    public static bool ContainsAny<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> values)
        where T : IEquatable<T>? => IndexOfAny(span, values) >= 0;

    public static bool ContainsAnyExcept<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => IndexOfAnyExcept(span, value) >= 0;

    public static int IndexOfAny<T>(this Span<T> span, T value0, T value1)
        where T : IEquatable<T>? => IndexOfAny((ReadOnlySpan<T>)span, value0, value1);

    public static int IndexOfAny<T>(this ReadOnlySpan<T> span, T value0, T value1)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (AreEqual(span[i], value0) || AreEqual(span[i], value1))
            {
                return i;
            }
        }

        return -1;
    }

    public static int IndexOfAny<T>(this Span<T> span, T value0, T value1, T value2)
        where T : IEquatable<T>? => IndexOfAny((ReadOnlySpan<T>)span, value0, value1, value2);

    public static int IndexOfAny<T>(this ReadOnlySpan<T> span, T value0, T value1, T value2)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (AreEqual(span[i], value0) || AreEqual(span[i], value1) || AreEqual(span[i], value2))
            {
                return i;
            }
        }

        return -1;
    }

    public static int IndexOfAny<T>(this Span<T> span, ReadOnlySpan<T> values)
        where T : IEquatable<T>? => IndexOfAny((ReadOnlySpan<T>)span, values);

    public static int IndexOfAny<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> values)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (IndexOf(values, span[i]) >= 0)
            {
                return i;
            }
        }

        return -1;
    }

    public static int IndexOfAnyExcept<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => IndexOfAnyExcept((ReadOnlySpan<T>)span, value);

    public static int IndexOfAnyExcept<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (!AreEqual(span[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    public static int IndexOfAnyExcept<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> values)
        where T : IEquatable<T>?
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (IndexOf(values, span[i]) < 0)
            {
                return i;
            }
        }

        return -1;
    }

    public static int IndexOfAnyInRange<T>(this Span<T> span, T lowInclusive, T highInclusive)
        where T : IComparable<T> => IndexOfAnyInRange((ReadOnlySpan<T>)span, lowInclusive, highInclusive);

    public static int IndexOfAnyInRange<T>(this ReadOnlySpan<T> span, T lowInclusive, T highInclusive)
        where T : IComparable<T>
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i].CompareTo(lowInclusive) >= 0 && span[i].CompareTo(highInclusive) <= 0)
            {
                return i;
            }
        }

        return -1;
    }

    public static int IndexOfAnyExceptInRange<T>(this ReadOnlySpan<T> span, T lowInclusive, T highInclusive)
        where T : IComparable<T>
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i].CompareTo(lowInclusive) < 0 || span[i].CompareTo(highInclusive) > 0)
            {
                return i;
            }
        }

        return -1;
    }

    public static int LastIndexOfAny<T>(this Span<T> span, ReadOnlySpan<T> values)
        where T : IEquatable<T>? => LastIndexOfAny((ReadOnlySpan<T>)span, values);

    public static int LastIndexOfAny<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> values)
        where T : IEquatable<T>?
    {
        for (int i = span.Length - 1; i >= 0; i--)
        {
            if (IndexOf(values, span[i]) >= 0)
            {
                return i;
            }
        }

        return -1;
    }

    public static int LastIndexOfAnyExcept<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        for (int i = span.Length - 1; i >= 0; i--)
        {
            if (!AreEqual(span[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    public static bool StartsWith<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => StartsWith((ReadOnlySpan<T>)span, value);

    public static bool StartsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => value.Length <= span.Length && SequenceEqual(span.Slice(0, value.Length), value);

    public static bool StartsWith<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => span.Length != 0 && AreEqual(span[0], value);

    public static bool EndsWith<T>(this Span<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => EndsWith((ReadOnlySpan<T>)span, value);

    public static bool EndsWith<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>? => value.Length <= span.Length && SequenceEqual(span.Slice(span.Length - value.Length), value);

    public static bool EndsWith<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>? => span.Length != 0 && AreEqual(span[^1], value);

    public static int CommonPrefixLength<T>(this Span<T> span, ReadOnlySpan<T> other) => CommonPrefixLength((ReadOnlySpan<T>)span, other);

    public static int CommonPrefixLength<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> other)
    {
        int common = span.Length < other.Length ? span.Length : other.Length;
        int i = 0;
        if (RuntimeHelpers.IsBitwiseEquatable<T>() && common <= int.MaxValue / Unsafe.SizeOf<T>())
        {
            i = SpanHelpers.SkipEqual(
                ref Unsafe.As<T, byte>(ref span.GetReference()),
                ref Unsafe.As<T, byte>(ref other.GetReference()),
                common * Unsafe.SizeOf<T>()) / Unsafe.SizeOf<T>();
        }

        EqualityComparer<T> comparer = EqualityComparer<T>.Default;
        while (i < common && comparer.Equals(span[i], other[i]))
        {
            i++;
        }

        return i;
    }

    public static int Count<T>(this Span<T> span, T value)
        where T : IEquatable<T>? => Count((ReadOnlySpan<T>)span, value);

    public static int Count<T>(this ReadOnlySpan<T> span, T value)
        where T : IEquatable<T>?
    {
        int count = 0;
        foreach (T item in span)
        {
            count += AreEqual(item, value) ? 1 : 0;
        }

        return count;
    }

    public static int Count<T>(this ReadOnlySpan<T> span, ReadOnlySpan<T> value)
        where T : IEquatable<T>?
    {
        int count = 0;
        if (value.Length != 0)
        {
            for (int at = IndexOf(span, value); at >= 0; at = IndexOf(span, value))
            {
                span = span.Slice(at + value.Length);
                count++;
            }
        }

        return count;
    }

    private static bool AreEqual<T>(T left, T right)
        where T : IEquatable<T>? => left is null ? right is null : left.Equals(right);
}
