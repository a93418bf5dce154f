using System.Threading;

namespace Internal.Runtime;

/// <summary>
/// What calls of interface methods have reached so far, for all call sites together, so that a site which sees many types
/// does not search method tables over and over. The dispatch stub walks the same table.
/// </summary>
/// <remarks>
/// Entries never change and never go away once published: a program has finitely many (type, interface method) pairs.
/// They come from a fixed array, because a call from an interrupt handler cannot allocate; when it is used up, calls that
/// are not remembered still work, slowly. Two CPUs may add the same entry twice, which costs an entry and nothing else.
/// </remarks>
internal static unsafe class DispatchCache
{
    private static int s_used;

    internal static DispatchCacheEntry* Find(MethodTable* type, MethodTable* interfaceType, int slot)
    {
        ulong selector = DispatchCacheEntry.SelectorOf(interfaceType, slot);
        DispatchCacheEntry* entry = (DispatchCacheEntry*)Volatile.Read(ref *Bucket(type, selector));
        while (entry != null && !(entry->Type == type && entry->Selector == selector))
            entry = entry->Next;

        return entry;
    }

    /// <summary>Null when there is no room.</summary>
    internal static DispatchCacheEntry* Add(MethodTable* type, MethodTable* interfaceType, int slot, nint code)
    {
        ImageLayout* image = ImageLayout.Current;
        if (Volatile.Read(ref s_used) >= image->DispatchEntryCount)
            return null;

        int index = Interlocked.Increment(ref s_used) - 1;
        if (index >= image->DispatchEntryCount)
            return null;

        DispatchCacheEntry* entry = image->DispatchEntries + index;
        entry->Type = type;
        entry->Code = code;
        entry->Selector = DispatchCacheEntry.SelectorOf(interfaceType, slot);

        nint* bucket = Bucket(type, entry->Selector);
        nint head;
        do
        {
            head = Volatile.Read(ref *bucket);
            entry->Next = (DispatchCacheEntry*)head;
        }
        while (Interlocked.CompareExchange(ref *bucket, (nint)entry, head) != head);

        return entry;
    }

    /// <summary>The stub computes the same: see its comment before changing this.</summary>
    private static nint* Bucket(MethodTable* type, ulong selector)
    {
        ImageLayout* image = ImageLayout.Current;
        uint hash = (uint)((ulong)type >> 3) + (uint)(selector >> 16 >> 3) + ((uint)selector * 61);
        return image->DispatchBuckets + (hash & (image->DispatchBucketCount - 1));
    }
}

/// <summary>Calls of one interface method on objects of one type end at <see cref="Code"/>. The stub knows the layout.</summary>
internal unsafe struct DispatchCacheEntry
{
    internal MethodTable* Type;
    internal nint Code;

    /// <summary>Interface and slot in one word, so that the stub compares once.</summary>
    internal ulong Selector;

    internal DispatchCacheEntry* Next;

    internal readonly int Slot => (ushort)Selector;

    // The image is in the upper two GiB, so the bits that the shift loses are ones and come back by sign extension.
    internal readonly MethodTable* Interface => (MethodTable*)((nint)Selector >> 16);

    internal static ulong SelectorOf(MethodTable* interfaceType, int slot) => ((ulong)interfaceType << 16) | (ushort)slot;
}
