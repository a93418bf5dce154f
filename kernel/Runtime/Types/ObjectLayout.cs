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

    /// <summary>Where arrays and strings keep their length, from the reference.</summary>
    internal const int LengthOffset = 8;

    /// <summary>Header bit of objects that the collector hands to the framework when they are dropped.</summary>
    internal const ulong Finalizable = 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* AddressOf(object reference) => *(byte**)&reference;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static object FromAddress(byte* address) => *(object*)&address;

    internal static ulong* Header(byte* reference) => (ulong*)(reference - HeaderSize);

    /// <summary>Blocks are multiples of words.</summary>
    internal static nuint Align(nuint size) => (size + 7) & ~(nuint)7;
}
