using System.Runtime.CompilerServices;

namespace System;

/// <summary>Moves of memory. The collector needs no write barriers, so references move like any other words.</summary>
public static class Buffer
{
    public static void BlockCopy(Array src, int srcOffset, Array dst, int dstOffset, int count)
    {
        ArgumentNullException.ThrowIfNull(src);
        ArgumentNullException.ThrowIfNull(dst);
        nuint srcBytes = PrimitiveByteLength(src, nameof(src));
        nuint dstBytes = PrimitiveByteLength(dst, nameof(dst));
        ArgumentOutOfRangeException.ThrowIfNegative(srcOffset);
        ArgumentOutOfRangeException.ThrowIfNegative(dstOffset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if ((nuint)srcOffset + (nuint)count > srcBytes || (nuint)dstOffset + (nuint)count > dstBytes)
        {
            throw new ArgumentException("Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.");
        }

        SpanHelpers.Memmove(ref Unsafe.Add(ref dst.GetRawElements(), dstOffset), ref Unsafe.Add(ref src.GetRawElements(), srcOffset), (nuint)count);
    }

    public static int ByteLength(Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return checked((int)PrimitiveByteLength(array, nameof(array)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Memmove<T>(ref T destination, ref T source, nuint elementCount) =>
        SpanHelpers.Memmove(ref Unsafe.As<T, byte>(ref destination), ref Unsafe.As<T, byte>(ref source), elementCount * (nuint)Unsafe.SizeOf<T>());

    // The compiler calls this for copies of structs that hold references.
    internal static void BulkMoveWithWriteBarrier(ref byte destination, ref byte source, nuint byteCount) =>
        SpanHelpers.Memmove(ref destination, ref source, byteCount);

    private static nuint PrimitiveByteLength(Array array, string paramName)
    {
        if (!array.ElementIsPrimitive)
        {
            throw new ArgumentException("Object must be an array of primitives.", paramName);
        }

        return (nuint)(uint)array.Length * array.ElementSize;
    }
}
