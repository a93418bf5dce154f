using System;

namespace Services.Memory;

/// <summary>
/// The mapped ranges of an address space, sorted by address and without overlap. A sorted array: searches touch few cache
/// lines, a fork copies it in one go, and few programs have more than a hundred ranges. The address space's lock protects it.
/// </summary>
internal sealed class VmaList
{
    /// <summary>Most ranges of one space (vm.max_map_count).</summary>
    public const int MaxCount = 65530;

    private const int InitialCapacity = 32;

    private Vma[] _items;
    private int _count;
    private int _lastHit;

    public VmaList() => _items = new Vma[InitialCapacity];

    public VmaList(VmaList source)
    {
        _items = new Vma[Math.Max(source._count, InitialCapacity)];
        Array.Copy(source._items, _items, source._count);
        _count = source._count;
    }

    public int Count => _count;
    public Vma this[int index] => _items[index];

    /// <summary>The range that contains an address, or null.</summary>
    public Vma? Find(ulong address)
    {
        // Faults and calls come in runs: most hit the same range again.
        if (_lastHit < _count && _items[_lastHit].Contains(address))
            return _items[_lastHit];
        int index = FirstEndingAbove(address);
        if (index == _count || !_items[index].Contains(address))
            return null;
        _lastHit = index;
        return _items[index];
    }

    /// <summary>Index of the first range that ends above an address; <see cref="Count"/> when none does.</summary>
    public int FirstEndingAbove(ulong address)
    {
        int low = 0, high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_items[middle].End > address)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    /// <summary>Puts a range where it belongs; it overlaps none.</summary>
    public void Insert(int index, Vma vma)
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, _count * 2);
        Array.Copy(_items, index, _items, index + 1, _count - index);
        _items[index] = vma;
        _count++;
    }

    public void Replace(int index, Vma vma) => _items[index] = vma;

    public void RemoveRange(int index, int count)
    {
        if (count == 0)
            return;
        Array.Copy(_items, index + count, _items, index, _count - index - count);
        Array.Clear(_items, _count - count, count);
        _count -= count;
    }

    public Vma[] ToArray() => _items.AsSpan(0, _count).ToArray();
}
