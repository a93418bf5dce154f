using System.Collections.Generic;

namespace System;

// Sorting, searching what is sorted, reversing.
public static partial class MemoryExtensions
{
    public static void Reverse<T>(this Span<T> span)
    {
        int left = 0;
        int right = span.Length - 1;
        for (; left < right; left++, right--)
        {
            (span[left], span[right]) = (span[right], span[left]);
        }
    }

    public static void Sort<T>(this Span<T> span) => Sort(span, (IComparer<T>?)null);

    public static void Sort<T, TComparer>(this Span<T> span, TComparer comparer)
        where TComparer : IComparer<T>? => Sorting<T>.Sort(span, comparer ?? (IComparer<T>)Comparer<T>.Default);

    public static void Sort<T>(this Span<T> span, Comparison<T> comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        Sorting<T>.Sort(span, new ComparisonComparer<T>(comparison));
    }

    public static void Sort<TKey, TValue>(this Span<TKey> keys, Span<TValue> items)
    {
        if (keys.Length != items.Length)
        {
            throw new ArgumentException("Items length must match keys length.");
        }

        Sorting<TKey, TValue>.Sort(keys, items, Comparer<TKey>.Default);
    }

    public static int BinarySearch<T>(this Span<T> span, IComparable<T> comparable) => BinarySearch((ReadOnlySpan<T>)span, comparable);

    public static int BinarySearch<T>(this ReadOnlySpan<T> span, IComparable<T> comparable)
    {
        ArgumentNullException.ThrowIfNull(comparable);
        int low = 0;
        int high = span.Length - 1;
        while (low <= high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            int order = comparable.CompareTo(span[middle]);
            if (order == 0)
            {
                return middle;
            }

            if (order > 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    public static int BinarySearch<T, TComparer>(this Span<T> span, T value, TComparer comparer)
        where TComparer : IComparer<T> => BinarySearch((ReadOnlySpan<T>)span, value, comparer);

    public static int BinarySearch<T, TComparer>(this ReadOnlySpan<T> span, T value, TComparer comparer)
        where TComparer : IComparer<T>
    {
        if (comparer is null)
        {
            throw new ArgumentNullException(nameof(comparer));
        }

        int low = 0;
        int high = span.Length - 1;
        while (low <= high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            int order = comparer.Compare(span[middle], value);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }
}
