using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// Where objects come from when the per-CPU free lists are empty or do not serve the size; the stubs in
/// kernel/Boot/runtime-alloc.S try those first and jump here with their arguments untouched.
/// </summary>
/// <remarks>
/// Out of memory throws an exception that was made at start-up, for there may be no memory to make one; so does a length
/// that no memory can hold, as on .NET.
/// </remarks>
internal static unsafe class ObjectAllocator
{
    /// <summary>The largest array or string .NET allows.</summary>
    private const uint MaximumLength = 0x7fff_ffc7;

    private const uint FinalizableFlag = 1;

    private static OutOfMemoryException? s_outOfMemory;

    /// <summary>Made early, when there is memory.</summary>
    internal static void Initialize() => s_outOfMemory = new OutOfMemoryException();

    [RuntimeExport("AsterismNewObject")]
    internal static object NewObject(MethodTable* table) => NewBlock(table, table->BaseSize, 0);

    /// <summary>Objects with a finalizer skip the free lists: the heap keeps count of them.</summary>
    [RuntimeExport("RhpNewFinalizable")]
    internal static object NewFinalizable(MethodTable* table) => NewBlock(table, table->BaseSize, FinalizableFlag);

    [RuntimeExport("RhNewObject")]
    internal static object NewObjectOfAnyClass(MethodTable* table) =>
        table->HasFinalizer ? NewFinalizable(table) : NewObject(table);

    [RuntimeExport("AsterismNewArray")]
    internal static object NewArray(MethodTable* table, nint length)
    {
        // One comparison for both: a negative length is a huge unsigned one.
        if ((nuint)length > MaximumLength)
            ThrowBadLength(length);

        nuint size = table->BaseSize + ((nuint)length * table->ComponentSize);
        object array = NewBlock(table, size, 0);
        *(uint*)(ObjectLayout.AddressOf(array) + ObjectLayout.LengthOffset) = (uint)length;
        return array;
    }

    [RuntimeExport("RhNewArray")]
    internal static object NewArrayOfLength(MethodTable* table, int length) => NewArray(table, length);

    /// <summary>A string of zero characters, to be filled in by its maker.</summary>
    internal static string NewString(int length) =>
        Unsafe.As<string>(NewArrayFast(MethodTable.Of<string>(), length));

    /// <summary>An array or string through the free lists, as compiled code makes it.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpNewArrayFast")]
    internal static extern object NewArrayFast(MethodTable* table, nint length);

    /// <summary>An object without finalizer through the free lists, as compiled code makes it.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpNewFast")]
    internal static extern object NewFast(MethodTable* table);

    /// <summary>
    /// Implemented by the heap. Gives a zeroed block whose header is set, or null when there is no memory.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismAllocate")]
    private static extern byte* Allocate(nuint size, uint flags);

    private static object NewBlock(MethodTable* table, nuint size, uint flags)
    {
        byte* block = Allocate(ObjectLayout.Align(size), flags);
        if (block == null)
            ThrowOutOfMemory();

        // The table comes last: a collector that meets the block earlier sees one without references.
        byte* reference = block + ObjectLayout.HeaderSize;
        *(MethodTable**)reference = table;
        return ObjectLayout.FromAddress(reference);
    }

    private static void ThrowBadLength(nint length)
    {
        if (length < 0)
            throw new OverflowException();

        ThrowOutOfMemory();
    }

    private static void ThrowOutOfMemory() => throw s_outOfMemory!;
}
