using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Internal.Runtime;

namespace System;

/// <summary>
/// The base of enumerations. Their members' names stand in a table that is embedded in the image after linking; in an
/// image without it, values are written as numbers.
/// </summary>
public abstract unsafe partial class Enum : ValueType, IComparable, ISpanFormattable
{
    [Intrinsic]
    public bool HasFlag(Enum flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        if (m_pEEType != flag.m_pEEType)
        {
            throw new ArgumentException(string.Concat(
                "The argument type, '", flag.GetType().ToString(), "', is not the same as the enum type '", GetType().ToString()) + "'.");
        }

        ulong bits = Bits(flag);
        return (Bits(this) & bits) == bits;
    }

    public int CompareTo(object? target)
    {
        if (target is null)
        {
            return 1;
        }

        if (m_pEEType != target.m_pEEType)
        {
            throw new ArgumentException(string.Concat(
                "Object must be the same type as the enum. The type passed in was '", target.GetType().ToString(), "'; the enum type was '", GetType().ToString()) + "'.");
        }

        return IsSigned(m_pEEType) ? SignedValue(this).CompareTo(SignedValue(target)) : Bits(this).CompareTo(Bits(target));
    }

    public override bool Equals([NotNullWhen(true)] object? obj) =>
        obj is not null && m_pEEType == obj.m_pEEType && Bits(this) == Bits(obj);

    // The hash code of the number, which depends on its type.
    public override int GetHashCode()
    {
        ref byte data = ref RuntimeHelpers.GetRawData(this);
        return m_pEEType->ElementKind switch
        {
            ElementType.SByte => Unsafe.As<byte, sbyte>(ref data).GetHashCode(),
            ElementType.Int16 => Unsafe.As<byte, short>(ref data).GetHashCode(),
            _ => Bits(this) is var bits && m_pEEType->ValueSize == sizeof(ulong) ? bits.GetHashCode() : (int)bits,
        };
    }

    public override string ToString() => EnumText.ToString(m_pEEType, Bits(this));

    public string ToString(string? format) => EnumText.ToString(m_pEEType, Bits(this), format);

    public string ToString(string? format, IFormatProvider? provider) => EnumText.ToString(m_pEEType, Bits(this), format);

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        string text = EnumText.ToString(m_pEEType, Bits(this), format);
        bool fits = text.TryCopyTo(destination);
        charsWritten = fits ? text.Length : 0;
        return fits;
    }

    /// <summary>The number as its type stores it: no sign, only as many bits as there are.</summary>
    internal static ulong Bits(object value)
    {
        ref byte data = ref RuntimeHelpers.GetRawData(value);
        return value.m_pEEType->ValueSize switch
        {
            1 => data,
            2 => Unsafe.As<byte, ushort>(ref data),
            4 => Unsafe.As<byte, uint>(ref data),
            _ => Unsafe.As<byte, ulong>(ref data),
        };
    }

    internal static ulong Bits<TEnum>(TEnum value)
        where TEnum : struct => Unsafe.SizeOf<TEnum>() switch
        {
            1 => Unsafe.As<TEnum, byte>(ref value),
            2 => Unsafe.As<TEnum, ushort>(ref value),
            4 => Unsafe.As<TEnum, uint>(ref value),
            _ => Unsafe.As<TEnum, ulong>(ref value),
        };

    internal static bool IsSigned(MethodTable* type) =>
        type->ElementKind is ElementType.SByte or ElementType.Int16 or ElementType.Int32 or ElementType.Int64 or ElementType.IntPtr;

    internal static long SignExtend(MethodTable* type, ulong bits)
    {
        int unused = 64 - 8 * (int)type->ValueSize;
        return (long)(bits << unused) >> unused;
    }

    private static long SignedValue(object value) => SignExtend(value.m_pEEType, Bits(value));
}
