using System.Collections.Generic;

namespace System.Runtime.InteropServices;

/// <summary>Views into the collections' own arrays. Public in .NET, but internal here: a view outlives the
/// collection's next change, which ordinary code should not have to think about.</summary>
internal static class CollectionsMarshal
{
    public static Span<T> AsSpan<T>(List<T>? list) => list is null ? default : new Span<T>(list._items, 0, list._size);

    public static ref TValue GetValueRefOrNullRef<TKey, TValue>(Dictionary<TKey, TValue> dictionary, TKey key)
        where TKey : notnull => ref dictionary.FindValue(key);

    public static ref TValue? GetValueRefOrAddDefault<TKey, TValue>(Dictionary<TKey, TValue> dictionary, TKey key, out bool exists)
        where TKey : notnull => ref dictionary.FindOrAddValue(key, out exists);
}
