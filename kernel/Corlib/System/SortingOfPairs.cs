using System.Collections.Generic;

namespace System;

/// <summary>Sorts keys and moves the items along. A heap sort: in place, and never slow.</summary>
internal static class Sorting<TKey, TValue>
{
    public static void Sort(Span<TKey> keys, Span<TValue> items, IComparer<TKey> comparer)
    {
        for (int i = keys.Length / 2 - 1; i >= 0; i--)
        {
            SiftDown(keys, items, i, keys.Length, comparer);
        }

        for (int end = keys.Length - 1; end > 0; end--)
        {
            Swap(keys, items, 0, end);
            SiftDown(keys, items, 0, end, comparer);
        }
    }

    private static void SiftDown(Span<TKey> keys, Span<TValue> items, int parent, int end, IComparer<TKey> comparer)
    {
        for (int child = 2 * parent + 1; child < end; child = 2 * parent + 1)
        {
            if (child + 1 < end && comparer.Compare(keys[child], keys[child + 1]) < 0)
            {
                child++;
            }

            if (comparer.Compare(keys[parent], keys[child]) >= 0)
            {
                return;
            }

            Swap(keys, items, parent, child);
            parent = child;
        }
    }

    private static void Swap(Span<TKey> keys, Span<TValue> items, int left, int right)
    {
        (keys[left], keys[right]) = (keys[right], keys[left]);
        (items[left], items[right]) = (items[right], items[left]);
    }
}
