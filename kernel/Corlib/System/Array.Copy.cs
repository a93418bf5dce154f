using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Internal.Runtime;

namespace System;

public abstract unsafe partial class Array
{
    public static void Copy(Array sourceArray, Array destinationArray, int length)
    {
        ArgumentNullException.ThrowIfNull(sourceArray);
        ArgumentNullException.ThrowIfNull(destinationArray);
        Copy(sourceArray, 0, destinationArray, 0, length);
    }

    public static void Copy(Array sourceArray, int sourceIndex, Array destinationArray, int destinationIndex, int length)
    {
        ArgumentNullException.ThrowIfNull(sourceArray);
        ArgumentNullException.ThrowIfNull(destinationArray);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceIndex, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(destinationIndex, 0);

        if ((uint)sourceIndex + (uint)length > (uint)sourceArray.Length)
        {
            throw new ArgumentException("Source array was not long enough. Check the source index, length, and the array's lower bounds.", nameof(sourceArray));
        }

        if ((uint)destinationIndex + (uint)length > (uint)destinationArray.Length)
        {
            throw new ArgumentException("Destination array was not long enough. Check the destination index, length, and the array's lower bounds.", nameof(destinationArray));
        }

        if (sourceArray.m_pEEType == destinationArray.m_pEEType || SameBits(sourceArray, destinationArray))
        {
            SpanHelpers.Memmove(
                ref destinationArray.ElementAt(destinationIndex),
                ref sourceArray.ElementAt(sourceIndex),
                (nuint)(uint)length * sourceArray.ElementSize);
            return;
        }

        CopyWithCasts(sourceArray, sourceIndex, destinationArray, destinationIndex, length);
    }

    public static void Clear(Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        SpanHelpers.ClearWithoutReferences(ref array.GetRawElements(), (nuint)(uint)array.Length * array.ElementSize);
    }

    public static void Clear(Array array, int index, int length)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (index < 0 || length < 0 || (uint)index + (uint)length > (uint)array.Length)
        {
            ThrowHelper.ThrowIndexOutOfRange();
        }

        SpanHelpers.ClearWithoutReferences(ref array.ElementAt(index), (nuint)(uint)length * array.ElementSize);
    }

    public static void Resize<T>([NotNull] ref T[]? array, int newSize)
    {
        if (newSize < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(newSize), "Non-negative number required.");
        }

        T[]? old = array;
        if (old is null)
        {
            array = new T[newSize];
        }
        else if (old.Length != newSize)
        {
            var resized = new T[newSize];
            Buffer.Memmove(
                ref MemoryMarshal.GetArrayDataReference(resized),
                ref MemoryMarshal.GetArrayDataReference(old),
                (uint)(newSize < old.Length ? newSize : old.Length));
            array = resized;
        }
        else
        {
            array = old;
        }
    }

    // int[] and uint[] (or an enum's array) hold the same things under different names.
    private static bool SameBits(Array source, Array destination) =>
        WithoutSign(source.ElementTable->ElementKind) is var kind and not ElementType.Unknown
        && kind == WithoutSign(destination.ElementTable->ElementKind);

    private static ElementType WithoutSign(ElementType kind) => kind switch
    {
        ElementType.SByte => ElementType.Byte,
        ElementType.Int16 => ElementType.UInt16,
        ElementType.Int32 => ElementType.UInt32,
        ElementType.Int64 => ElementType.UInt64,
        ElementType.IntPtr => ElementType.UIntPtr,
        ElementType.Byte or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64 or ElementType.UIntPtr => kind,
        _ => ElementType.Unknown,
    };

    private static void CopyWithCasts(Array source, int sourceIndex, Array destination, int destinationIndex, int length)
    {
        MethodTable* from = source.ElementTable;
        MethodTable* to = destination.ElementTable;
        if (!MayCopy(from, to))
        {
            throw new ArrayTypeMismatchException("Source array type cannot be assigned to destination array type.");
        }

        // One array has one method table, so here the two are different arrays and cannot overlap.
        for (int i = 0; i < length; i++)
        {
            object? item = from->IsValueType ? source.GetValue(sourceIndex + i) : Unsafe.As<object?[]>(source)[sourceIndex + i];
            destination.SetValue(item, destinationIndex + i);
        }
    }

    // Whether some element might fit: by boxing, by unboxing, or by a cast up or down. Unlike .NET this converts no numbers.
    private static bool MayCopy(MethodTable* from, MethodTable* to)
    {
        if (from->IsValueType)
        {
            return !to->IsValueType && Assignability.IsAssignable(from, to);
        }

        if (to->IsValueType)
        {
            return Assignability.IsAssignable(to, from);
        }

        return from->IsInterface || to->IsInterface || Assignability.IsAssignable(from, to) || Assignability.IsAssignable(to, from);
    }
}
