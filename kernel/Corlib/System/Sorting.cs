using System.Collections.Generic;

namespace System;

/// <summary>
/// Introspective sort: quicksort, insertion sort for short runs, and heap sort where quicksort would go quadratic.
/// Not stable. A comparer that contradicts itself gives some order, never an access out of range.
/// </summary>
internal static class Sorting<T>
{
    private const int InsertionSortLength = 16;

    public static void Sort(Span<T> items, IComparer<T> comparer)
    {
        if (items.Length > 1)
        {
            int depth = 2 * (Numerics.BitOperations.Log2((uint)items.Length) + 1);
            try
            {
                Quicksort(items, depth, comparer);
            }
            catch (Exception e) when (e is not IndexOutOfRangeException and not InvalidOperationException)
            {
                throw new InvalidOperationException("Failed to compare two elements in the array.", e);
            }
        }
    }

    private static void Quicksort(Span<T> items, int depth, IComparer<T> comparer)
    {
        while (items.Length > InsertionSortLength)
        {
            if (depth-- == 0)
            {
                HeapSort(items, comparer);
                return;
            }

            // The shorter half by recursion, the longer one by this loop: the stack stays logarithmic.
            int pivot = Partition(items, comparer);
            if (pivot < items.Length - pivot)
            {
                Quicksort(items.Slice(0, pivot), depth, comparer);
                items = items.Slice(pivot + 1);
            }
            else
            {
                Quicksort(items.Slice(pivot + 1), depth, comparer);
                items = items.Slice(0, pivot);
            }
        }

        InsertionSort(items, comparer);
    }

    // Around the median of three, which is set aside at the end meanwhile.
    private static int Partition(Span<T> items, IComparer<T> comparer)
    {
        int last = items.Length - 1;
        int middle = last / 2;
        SwapIfGreater(items, 0, middle, comparer);
        SwapIfGreater(items, 0, last, comparer);
        SwapIfGreater(items, middle, last, comparer);

        T pivot = items[middle];
        Swap(items, middle, last - 1);
        int left = 0;
        int right = last - 1;
        while (left < right)
        {
            while (++left < right && comparer.Compare(items[left], pivot) < 0)
            {
            }

            while (--right > left && comparer.Compare(pivot, items[right]) < 0)
            {
            }

            if (left < right)
            {
                Swap(items, left, right);
            }
        }

        Swap(items, left, last - 1);
        return left;
    }

    private static void InsertionSort(Span<T> items, IComparer<T> comparer)
    {
        for (int i = 1; i < items.Length; i++)
        {
            T item = items[i];
            int place = i;
            while (place > 0 && comparer.Compare(item, items[place - 1]) < 0)
            {
                items[place] = items[place - 1];
                place--;
            }

            items[place] = item;
        }
    }

    private static void HeapSort(Span<T> items, IComparer<T> comparer)
    {
        for (int i = items.Length / 2 - 1; i >= 0; i--)
        {
            SiftDown(items, i, comparer);
        }

        for (int end = items.Length - 1; end > 0; end--)
        {
            Swap(items, 0, end);
            SiftDown(items.Slice(0, end), 0, comparer);
        }
    }

    private static void SiftDown(Span<T> heap, int parent, IComparer<T> comparer)
    {
        T item = heap[parent];
        for (int child = 2 * parent + 1; child < heap.Length; child = 2 * parent + 1)
        {
            if (child + 1 < heap.Length && comparer.Compare(heap[child], heap[child + 1]) < 0)
            {
                child++;
            }

            if (comparer.Compare(item, heap[child]) >= 0)
            {
                break;
            }

            heap[parent] = heap[child];
            parent = child;
        }

        heap[parent] = item;
    }

    private static void SwapIfGreater(Span<T> items, int left, int right, IComparer<T> comparer)
    {
        if (comparer.Compare(items[left], items[right]) > 0)
        {
            Swap(items, left, right);
        }
    }

    private static void Swap(Span<T> items, int left, int right) => (items[left], items[right]) = (items[right], items[left]);
}
