using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Internal.IntrinsicSupport;

namespace System.Collections.Generic;

/// <summary>
/// What <see cref="Dictionary{TKey, TValue}"/> and <see cref="HashSet{T}"/> have in common: entries in an array, chained by
/// index. New entries go to the end, or to the place freed last, and enumeration is by index: so the order depends
/// on the operations only, never on the hash codes.
///
/// Everything is ordinary checked code. Threads that use a table without a lock can make it forget or repeat
/// entries, but not reach foreign memory; and a chain that has become a circle is noticed.
/// </summary>
internal struct HashTable<TKey, TValue>
{
    public const int None = -1;

    private const int SmallestCapacity = 4;

    // A free entry has Next = FreeMark - index of the next free one, which is below None even for the last.
    private const int FreeMark = -3;

    public struct Entry
    {
        public uint Hash;
        public int Next;
        public TKey Key;
        public TValue Value;
    }

    // Null: keys are of a value type and compare as EqualityComparer<TKey>.Default does, by calls that are inlined.
    private readonly EqualityComparer<TKey>? _comparer;

    // Always as long as _entries, and a power of two. Each holds 1 + the index of the first entry of its chain.
    private int[]? _buckets;
    private Entry[]? _entries;
    private int _used;
    private int _firstFree;
    private int _freeCount;

    public HashTable(int capacity, IEqualityComparer<TKey>? comparer)
    {
        if (capacity < 0)
            throw new ArgumentOutOfRangeException(nameof(capacity));
        _comparer = Choose(comparer);
        _firstFree = None;
        if (capacity > 0)
            Allocate(capacity);
    }

    /// <summary>Changes whenever enumerators become invalid.</summary>
    public int Version { get; private set; }

    public readonly int Count => _used - _freeCount;

    public readonly int Capacity => _entries is null ? 0 : _entries.Length;

    public readonly IEqualityComparer<TKey> Comparer =>
        _comparer is AdaptedEqualityComparer<TKey> adapted ? adapted.Original : _comparer ?? EqualityComparer<TKey>.Default;

    [UnscopedRef]
    public readonly ref Entry this[int index] => ref _entries![index];

    /// <summary>The index of the entry with this key, or <see cref="None"/>.</summary>
    public readonly int Find(TKey key)
    {
        int[]? buckets = _buckets;
        if (buckets is null)
            return None;
        uint hash = HashOf(key);
        return FindInChain(buckets, hash, key);
    }

    /// <summary>The index of the entry with this key, which is added with a default value if it is missing.</summary>
    public int FindOrAdd(TKey key, out bool existed)
    {
        uint hash = HashOf(key);
        if (_buckets is null)
            Allocate(SmallestCapacity);
        int index = FindInChain(_buckets!, hash, key);
        existed = index >= 0;
        return existed ? index : Add(key, hash);
    }

    public bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        int[]? buckets = _buckets;
        if (buckets is not null)
        {
            uint hash = HashOf(key);
            int index = FindInChain(buckets, hash, key);
            if (index >= 0)
            {
                value = _entries![index].Value;
                Remove(index);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Removes an entry. Enumerators stay valid: the entries behind it keep their places.</summary>
    public void Remove(int index)
    {
        Entry[] entries = _entries!;
        ref Entry entry = ref entries[index];
        ref int link = ref _buckets![BucketOf(entry.Hash, _buckets.Length)];
        if (link == index + 1)
        {
            link = entry.Next + 1;
        }
        else
        {
            int before = link - 1;
            for (int steps = 0; entries[before].Next != index; before = entries[before].Next)
                CountStep(ref steps, entries);
            entries[before].Next = entry.Next;
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
            entry.Key = default!;
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TValue>())
            entry.Value = default!;
        entry.Next = FreeMark - _firstFree;
        _firstFree = index;
        _freeCount++;
    }

    public void Clear()
    {
        if (_used == 0)
            return;
        Array.Clear(_buckets!);
        Array.Clear(_entries!, 0, _used);
        _used = 0;
        _firstFree = None;
        _freeCount = 0;
    }

    /// <summary>Finds the next entry in use at or after <paramref name="next"/>, and moves that behind it.</summary>
    public readonly bool MoveNext(ref int next, out int index)
    {
        Entry[]? entries = _entries;
        while ((uint)next < (uint)_used)
        {
            index = next++;
            if (entries![index].Next >= None)
                return true;
        }

        index = None;
        return false;
    }

    public int EnsureCapacity(int capacity)
    {
        if (capacity < 0)
            throw new ArgumentOutOfRangeException(nameof(capacity));
        if (Capacity < capacity)
        {
            Version++;
            Resize(capacity);
        }

        return Capacity;
    }

    public void Trim(int capacity)
    {
        int rounded = capacity == 0 ? 0 : RoundUp(capacity);
        if (rounded >= Capacity)
            return;
        Version++;
        HashTable<TKey, TValue> old = this;
        _buckets = null;
        _entries = null;
        _used = 0;
        _firstFree = None;
        _freeCount = 0;
        if (rounded > 0)
            Allocate(rounded);
        int next = 0;
        while (old.MoveNext(ref next, out int index))
            this[Add(old[index].Key, old[index].Hash)].Value = old[index].Value;
    }

    /// <summary>The comparer's other face, by which keys are found in the form <typeparamref name="TAlternate"/>.</summary>
    public readonly IAlternateEqualityComparer<TAlternate, TKey>? AlternateComparer<TAlternate>()
        where TAlternate : allows ref struct => Comparer as IAlternateEqualityComparer<TAlternate, TKey>;

    public readonly int Find<TAlternate>(TAlternate key, IAlternateEqualityComparer<TAlternate, TKey> comparer)
        where TAlternate : allows ref struct
    {
        int[]? buckets = _buckets;
        if (buckets is null)
            return None;
        Entry[] entries = _entries!;
        uint hash = (uint)comparer.GetHashCode(key);
        int index = buckets[BucketOf(hash, buckets.Length)] - 1;
        for (int steps = 0; index >= 0; index = entries[index].Next)
        {
            if (entries[index].Hash == hash && comparer.Equals(key, entries[index].Key))
                return index;
            CountStep(ref steps, entries);
        }

        return None;
    }

    private readonly uint HashOf(TKey key)
    {
        if (key is null)
            return 0;
        return (uint)(typeof(TKey).IsValueType && _comparer is null ? key.GetHashCode() : _comparer!.GetHashCode(key));
    }

    private readonly int FindInChain(int[] buckets, uint hash, TKey key)
    {
        Entry[] entries = _entries!;
        EqualityComparer<TKey>? comparer = _comparer;
        int index = buckets[BucketOf(hash, buckets.Length)] - 1;
        int steps = 0;
        if (typeof(TKey).IsValueType && comparer is null)
        {
            for (; (uint)index < (uint)entries.Length; index = entries[index].Next)
            {
                if (entries[index].Hash == hash && EqualityComparerHelpers.StructOnlyEquals(entries[index].Key, key))
                    return index;
                CountStep(ref steps, entries);
            }
        }
        else
        {
            for (; (uint)index < (uint)entries.Length; index = entries[index].Next)
            {
                if (entries[index].Hash == hash && comparer!.Equals(entries[index].Key, key))
                    return index;
                CountStep(ref steps, entries);
            }
        }

        return None;
    }

    private int Add(TKey key, uint hash)
    {
        int index = _firstFree;
        if (index >= 0)
        {
            _firstFree = FreeMark - _entries![index].Next;
            _freeCount--;
        }
        else
        {
            index = _used;
            if (index == _entries!.Length)
                Resize(index + 1);
            _used = index + 1;
        }

        ref int bucket = ref _buckets![BucketOf(hash, _buckets.Length)];
        ref Entry entry = ref _entries[index];
        entry.Hash = hash;
        entry.Key = key;
        entry.Next = bucket - 1;
        bucket = index + 1;
        Version++;
        return index;
    }

    private void Allocate(int capacity)
    {
        capacity = RoundUp(capacity);
        var entries = new Entry[capacity];
        _buckets = new int[capacity];
        _entries = entries;
    }

    private void Resize(int capacity)
    {
        Entry[]? old = _entries;
        Allocate(capacity);
        if (old is null)
            return;

        Entry[] entries = _entries!;
        int[] buckets = _buckets!;
        Array.Copy(old, entries, _used);
        for (int index = 0; index < _used; index++)
        {
            ref Entry entry = ref entries[index];
            if (entry.Next < None)
                continue;
            ref int bucket = ref buckets[BucketOf(entry.Hash, buckets.Length)];
            entry.Next = bucket - 1;
            bucket = index + 1;
        }
    }

    private static int RoundUp(int capacity)
    {
        int rounded = SmallestCapacity;
        while (rounded < capacity)
            rounded = checked(2 * rounded);
        return rounded;
    }

    /// <summary>Multiplication spreads each bit of the hash over the bits above; the upper half is then good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BucketOf(uint hash, int bucketCount) =>
        (int)((hash * 0x9E37_79B9_7F4A_7C15ul) >> 32) & (bucketCount - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CountStep(ref int steps, Entry[] entries)
    {
        if (++steps > entries.Length)
            CollectionErrors.ThrowConcurrentUse();
    }

    private static EqualityComparer<TKey>? Choose(IEqualityComparer<TKey>? comparer)
    {
        if (comparer is null || comparer == EqualityComparer<TKey>.Default)
            return typeof(TKey).IsValueType ? null : EqualityComparer<TKey>.Default;
        return comparer as EqualityComparer<TKey> ?? new AdaptedEqualityComparer<TKey>(comparer);
    }
}
