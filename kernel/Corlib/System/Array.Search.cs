using System.Collections.Generic;

namespace System;

public abstract partial class Array
{
    public static int IndexOf<T>(T[] array, T value)
    {
        ArgumentNullException.ThrowIfNull(array);
        return IndexOf(array, value, 0, array.Length);
    }

    public static int IndexOf<T>(T[] array, T value, int startIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        return IndexOf(array, value, startIndex, array.Length - startIndex);
    }

    public static int IndexOf<T>(T[] array, T value, int startIndex, int count)
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

        EqualityComparer<T> comparer = EqualityComparer<T>.Default;
        for (int i = startIndex; i < startIndex + count; i++)
        {
            if (comparer.Equals(array[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    public static int LastIndexOf<T>(T[] array, T value)
    {
        ArgumentNullException.ThrowIfNull(array);
        EqualityComparer<T> comparer = EqualityComparer<T>.Default;
        for (int i = array.Length - 1; i >= 0; i--)
        {
            if (comparer.Equals(array[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    public static bool Exists<T>(T[] array, Predicate<T> match) => FindIndex(array, match) >= 0;

    public static T? Find<T>(T[] array, Predicate<T> match)
    {
        int index = FindIndex(array, match);
        return index < 0 ? default : array[index];
    }

    public static int FindIndex<T>(T[] array, Predicate<T> match)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(match);
        for (int i = 0; i < array.Length; i++)
        {
            if (match(array[i]))
            {
                return i;
            }
        }

        return -1;
    }

    public static int FindLastIndex<T>(T[] array, Predicate<T> match)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(match);
        for (int i = array.Length - 1; i >= 0; i--)
        {
            if (match(array[i]))
            {
                return i;
            }
        }

        return -1;
    }

    public static bool TrueForAll<T>(T[] array, Predicate<T> match)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(match);
        foreach (T item in array)
        {
            if (!match(item))
            {
                return false;
            }
        }

        return true;
    }

    public static void ForEach<T>(T[] array, Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(action);
        foreach (T item in array)
        {
            action(item);
        }
    }

    public static TOutput[] ConvertAll<TInput, TOutput>(TInput[] array, Converter<TInput, TOutput> converter)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentNullException.ThrowIfNull(converter);
        var result = new TOutput[array.Length];
        for (int i = 0; i < array.Length; i++)
        {
            result[i] = converter(array[i]);
        }

        return result;
    }
}
