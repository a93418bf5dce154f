using System.Runtime;
using System.Threading;
using Internal.Runtime;

namespace System.Runtime.CompilerServices;

// Objects as blocks of memory: [header word][method table][fields], the reference pointing at the middle one.
public static unsafe partial class RuntimeHelpers
{
    // The high half of the header is the identity hash; 0 means that nobody asked yet.
    private const int HashShift = 32;

    /// <summary>A hash of the object's identity, chosen when first asked for and kept in its header.</summary>
    public static int GetHashCode(object? o)
    {
        if (o is null)
        {
            return 0;
        }

        ref ulong header = ref Unsafe.Subtract(ref Unsafe.As<byte, ulong>(ref GetRawData(o)), 2);
        uint hash = (uint)(Volatile.Read(ref header) >> HashShift);
        return (int)(hash != 0 ? hash : AssignHash(ref header));
    }

    private static uint AssignHash(ref ulong header)
    {
        uint hash = NextHash();
        while (true)
        {
            ulong old = Volatile.Read(ref header);
            uint taken = (uint)(old >> HashShift);
            if (taken != 0)
            {
                return taken;
            }

            if (Interlocked.CompareExchange(ref header, old | ((ulong)hash << HashShift), old) == old)
            {
                return hash;
            }
        }
    }

    private static uint s_hashSeed;

    private static uint NextHash()
    {
        uint n = Interlocked.Increment(ref s_hashSeed);
        uint mixed = n * 0x9E3779B1;
        mixed ^= mixed >> 15;
        return mixed == 0 ? 1 : mixed & 0x7FFFFFFF;
    }

    internal static nuint GetRawDataSize(object o)
    {
        MethodTable* type = o.m_pEEType;
        nuint size = type->BaseSize - 2 * (nuint)sizeof(nint);
        if (type->HasComponentSize)
        {
            return size + (nuint)type->ComponentSize * Unsafe.As<RawArrayData>(o).Length;
        }

        return size - type->ValueTypePadding;
    }

    internal static object CloneObject(object o)
    {
        MethodTable* type = o.m_pEEType;
        object clone = type->HasComponentSize
            ? NewArray(type, (nint)Unsafe.As<RawArrayData>(o).Length)
            : NewObject(type);
        SpanHelpers.Memmove(ref GetRawData(clone), ref GetRawData(o), GetRawDataSize(o));
        return clone;
    }

    /// <summary>The value of a field or element as an object: the reference itself, or a box.</summary>
    internal static object? BoxField(MethodTable* type, ref byte field)
    {
        if (!type->IsValueType)
        {
            return Unsafe.As<byte, object?>(ref field);
        }

        if (type->IsNullable)
        {
            return field == 0 ? null : BoxField(type->GenericArgument(0), ref Unsafe.Add(ref field, type->NullableValueOffset));
        }

        object box = NewObject(type);
        SpanHelpers.Memmove(ref GetRawData(box), ref field, GetRawDataSize(box));
        return box;
    }

    internal static void UnboxInto(object? value, MethodTable* type, ref byte field)
    {
        if (value is null || value.m_pEEType != type)
        {
            throw new InvalidCastException("Object cannot be stored in an array of this type.");
        }

        SpanHelpers.Memmove(ref field, ref GetRawData(value), GetRawDataSize(value));
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpNewFast")]
    private static extern object NewObject(MethodTable* type);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "RhpNewArrayFast")]
    private static extern object NewArray(MethodTable* type, nint length);
}
