using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System.Runtime;

/// <summary>Boxing and unboxing, by the names the compiler calls them.</summary>
internal static unsafe class RuntimeExports
{
    /// <summary>A box with a copy of the value; for a nullable, a box with what is in it, or null.</summary>
    [RuntimeExport("RhBox")]
    internal static object? RhBox(MethodTable* type, ref byte value)
    {
        if (type->IsNullable)
        {
            if (value == 0)
                return null;

            value = ref Unsafe.Add(ref value, type->NullableValueOffset);
            type = type->GenericArgument(0);
        }

        object box = ObjectAllocator.NewFast(type);
        ref byte target = ref Fields(box);
        if (type->HasGCPointers)
            Buffer.BulkMoveWithWriteBarrier(ref target, ref value, type->ValueSize);
        else
            SpanHelpers.Memmove(ref target, ref value, type->ValueSize);

        return box;
    }

    /// <summary>The value inside a box that must be of the type, or of an enumeration over it, or the other way round.</summary>
    [RuntimeExport("RhUnbox2")]
    internal static ref byte RhUnbox2(MethodTable* type, object box)
    {
        if (!IsBoxOf(box.m_pEEType, type))
            throw new InvalidCastException(TypeNames.InvalidCast(box.m_pEEType, type));

        return ref Fields(box);
    }

    /// <summary>The check of <see cref="RhUnbox2"/> alone, when inlined code has found that the types are not the same.</summary>
    [RuntimeExport("RhUnboxTypeTest")]
    internal static void RhUnboxTypeTest(MethodTable* type, MethodTable* boxed)
    {
        if (!IsBoxOf(boxed, type))
            throw new InvalidCastException(TypeNames.InvalidCast(boxed, type));
    }

    /// <summary>Unlike other unboxing, this takes the exact type only, as on .NET.</summary>
    [RuntimeExport("RhUnboxNullable")]
    internal static void RhUnboxNullable(ref byte nullable, MethodTable* type, object? box)
    {
        if (box == null)
        {
            SpanHelpers.ClearWithoutReferences(ref nullable, type->ValueSize);
            return;
        }

        MethodTable* valueType = type->GenericArgument(0);
        if (box.m_pEEType != valueType)
            throw new InvalidCastException(TypeNames.InvalidCast(box.m_pEEType, valueType));

        nullable = 1;
        ref byte target = ref Unsafe.Add(ref nullable, type->NullableValueOffset);
        if (valueType->HasGCPointers)
            Buffer.BulkMoveWithWriteBarrier(ref target, ref Fields(box), valueType->ValueSize);
        else
            SpanHelpers.Memmove(ref target, ref Fields(box), valueType->ValueSize);
    }

    private static bool IsBoxOf(MethodTable* boxed, MethodTable* type) =>
        boxed == type || (type->IsPrimitive && boxed->ElementKind == type->ElementKind);

    private static ref byte Fields(object box) => ref RuntimeHelpers.GetRawData(box);
}
