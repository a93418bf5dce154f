using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

public partial class HashSet<T>
{
    public AlternateLookup<TAlternate> GetAlternateLookup<TAlternate>()
        where TAlternate : allows ref struct
    {
        if (!TryGetAlternateLookup(out AlternateLookup<TAlternate> lookup))
            CollectionErrors.ThrowIncompatibleComparer();
        return lookup;
    }

    public bool TryGetAlternateLookup<TAlternate>(out AlternateLookup<TAlternate> lookup)
        where TAlternate : allows ref struct
    {
        IAlternateEqualityComparer<TAlternate, T>? comparer = _table.AlternateComparer<TAlternate>();
        lookup = comparer is null ? default : new AlternateLookup<TAlternate>(this, comparer);
        return comparer is not null;
    }

    /// <summary>The set seen through another form of its elements, such as spans instead of strings.</summary>
    public readonly struct AlternateLookup<TAlternate>
        where TAlternate : allows ref struct
    {
        private readonly IAlternateEqualityComparer<TAlternate, T> _comparer;

        internal AlternateLookup(HashSet<T> set, IAlternateEqualityComparer<TAlternate, T> comparer)
        {
            Set = set;
            _comparer = comparer;
        }

        public HashSet<T> Set { get; }

        public bool Add(TAlternate item) => !Contains(item) && Set.Add(_comparer.Create(item));

        public bool Contains(TAlternate item) => Set._table.Find(item, _comparer) >= 0;

        public bool Remove(TAlternate item)
        {
            int index = Set._table.Find(item, _comparer);
            if (index < 0)
                return false;
            Set._table.Remove(index);
            return true;
        }

        public bool TryGetValue(TAlternate equalValue, [MaybeNullWhen(false)] out T actualValue)
        {
            int index = Set._table.Find(equalValue, _comparer);
            actualValue = index < 0 ? default : Set._table[index].Key;
            return index >= 0;
        }
    }
}
