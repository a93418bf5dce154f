using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// How an object lies in memory: <c>[header word][method table][fields]</c>. A reference points at the method table;
/// the block, which is what an allocator hands out, starts eight bytes earlier.
/// </summary>
internal static unsafe class ObjectLayout
{
    internal const int HeaderSize = 8;

    /// <summary>The smallest base size: header word, method table, and one word so that a free block can hold a link.</summary>
    internal const uint MinimumBlockSize = 24;

    /// <summary>Header word and method table: what a box adds to a value.</summary>
    internal const uint EmptyBlockSize = 16;

    internal const uint BlockAlignment = 8;

    /// <summary>Where arrays and strings keep their length, from the reference.</summary>
    internal const int LengthOffset = 8;

    /// <summary>Where the elements of an array begin, from the reference.</summary>
    internal const int ArrayDataOffset = 16;

    /// <summary>Header bits; the identity hash is the upper half of the word.</summary>
    internal const ulong Allocated = 1, Marked = 2, Finalizable = 4;

    internal const int IdentityHashShift = 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* AddressOf(object reference) => *(byte**)&reference;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static object FromAddress(byte* address) => *(object*)&address;

    internal static ulong* Header(byte* reference) => (ulong*)(reference - HeaderSize);

    internal static MethodTable* TableOf(byte* reference) => *(MethodTable**)reference;

    internal static uint LengthOf(byte* reference) => *(uint*)(reference + LengthOffset);

    /// <summary>Bytes of the block of an object, header word included.</summary>
    internal static nuint BlockSize(byte* reference)
    {
        MethodTable* table = TableOf(reference);
        nuint size = table->BaseSize;
        if (table->HasComponentSize)
            size += (nuint)table->ComponentSize * LengthOf(reference);
        return Align(size);
    }

    internal static nuint Align(nuint size) => (size + (BlockAlignment - 1)) & ~(nuint)(BlockAlignment - 1);

    /// <summary>The runs of references inside an object, to be walked with foreach-like loops by the collector.</summary>
    internal static ReferenceRuns ReferencesOf(byte* reference) => new(reference);
}
