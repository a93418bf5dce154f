using System.Collections.Generic;

namespace System;

// Sorting, searching what is sorted, filling, reversing.
public abstract partial class Array
{
    public static void Sort<T>(T[] array) => Sort(array, (IComparer<T>?)null);

    public static void Sort<T>(T[] array, IComparer<T>? comparer)
    {
        ArgumentNullException.ThrowIfNull(array);
        new Span<T>(array).Sort(comparer);
    }

    public static void Sort<T>(T[] array, Comparison<T> comparison)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(comparison);
        new Span<T>(array).Sort(comparison);
    }

    public static void Sort<T>(T[] array, int index, int length) => Sort(array, index, length, null);

    public static void Sort<T>(T[] array, int index, int length, IComparer<T>? comparer)
    {
        CheckRange(array, index, length);
        new Span<T>(array, index, length).Sort(comparer);
    }

    public static void Sort<TKey, TValue>(TKey[] keys, TValue[]? items)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (items is null)
        {
            Sort(keys);
            return;
        }

        if (items.Length < keys.Length)
        {
            throw new ArgumentException("Items length must match keys length.");
        }

        new Span<TKey>(keys).Sort(new Span<TValue>(items, 0, keys.Length));
    }

    public static int BinarySearch<T>(T[] array, T value) => BinarySearch(array, value, null);

    public static int BinarySearch<T>(T[] array, T value, IComparer<T>? comparer)
    {
        ArgumentNullException.ThrowIfNull(array);
        return BinarySearch(array, 0, array.Length, value, comparer);
    }

    public static int BinarySearch<T>(T[] array, int index, int length, T value) => BinarySearch(array, index, length, value, null);

    public static int BinarySearch<T>(T[] array, int index, int length, T value, IComparer<T>? comparer)
    {
        CheckRange(array, index, length);
        int found = new ReadOnlySpan<T>(array, index, length).BinarySearch(value, comparer ?? Comparer<T>.Default);
        return found >= 0 ? found + index : ~(~found + index);
    }

    public static void Fill<T>(T[] array, T value)
    {
        ArgumentNullException.ThrowIfNull(array);
        Fill(array, value, 0, array.Length);
    }

    public static void Fill<T>(T[] array, T value, int startIndex, int count)
    {
        ArgumentNullException.ThrowIfNull(array);
        if ((uint)startIndex > (uint)array.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(startIndex), "Index was out of range. Must be non-negative and less than or equal to the size of the collection.");
        }

        if ((uint)count > (uint)(array.Length - startIndex))
        {
            throw new ArgumentOutOfRangeException(nameof(count), "Count must be positive and count must refer to a location within the string/array/collection.");
        }

        // An array of references may be of a more derived type than T[], so every store must check.
        if (!typeof(T).IsValueType)
        {
            for (int i = startIndex; i < startIndex + count; i++)
            {
                array[i] = value;
            }

            return;
        }

        new Span<T>(array, startIndex, count).Fill(value);
    }

    public static void Reverse<T>(T[] array)
    {
        ArgumentNullException.ThrowIfNull(array);
        Reverse(array, 0, array.Length);
    }

    public static void Reverse<T>(T[] array, int index, int length)
    {
        CheckRange(array, index, length);

        // Not through a span, which refuses an array that is more derived; what is in it already may change places.
        for (int left = index, right = index + length - 1; left < right; left++, right--)
        {
            (array[left], array[right]) = (array[right], array[left]);
        }
    }

    private static void CheckRange<T>(T[] array, int index, int length)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (array.Length - index < length)
        {
            throw new ArgumentException("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.");
        }
    }
}
