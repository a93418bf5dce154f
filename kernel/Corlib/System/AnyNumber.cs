using System.Numerics;

namespace System;

/// <summary>
/// A primitive number of any type, wide enough for all of them: the middle of conversions between generic numbers.
/// When the two types are known, as they are to the compiler, little of it is left.
/// </summary>
internal readonly struct AnyNumber
{
    private readonly ulong _bits;
    private readonly double _real;
    private readonly Kind _kind;

    private enum Kind
    {
        Signed,
        Unsigned,
        Real,
    }

    private AnyNumber(ulong bits, double real, Kind kind)
    {
        _bits = bits;
        _real = real;
        _kind = kind;
    }

    public static AnyNumber From<T>(T value)
        where T : INumberBase<T>
    {
        if (typeof(T) == typeof(int))
        {
            return Signed((int)(object)value);
        }

        if (typeof(T) == typeof(long))
        {
            return Signed((long)(object)value);
        }

        if (typeof(T) == typeof(nint))
        {
            return Signed((nint)(object)value);
        }

        if (typeof(T) == typeof(short))
        {
            return Signed((short)(object)value);
        }

        if (typeof(T) == typeof(sbyte))
        {
            return Signed((sbyte)(object)value);
        }

        if (typeof(T) == typeof(uint))
        {
            return Unsigned((uint)(object)value);
        }

        if (typeof(T) == typeof(ulong))
        {
            return Unsigned((ulong)(object)value);
        }

        if (typeof(T) == typeof(nuint))
        {
            return Unsigned((nuint)(object)value);
        }

        if (typeof(T) == typeof(ushort))
        {
            return Unsigned((ushort)(object)value);
        }

        if (typeof(T) == typeof(byte))
        {
            return Unsigned((byte)(object)value);
        }

        if (typeof(T) == typeof(double))
        {
            return new AnyNumber(0, (double)(object)value, Kind.Real);
        }

        if (typeof(T) == typeof(float))
        {
            return new AnyNumber(0, (float)(object)value, Kind.Real);
        }

        throw new NotSupportedException("Only primitive numbers convert to each other.");
    }

    public long ToSignedChecked(long min, long max)
    {
        long result = ToSignedSaturating(min, max);
        return Is(result) ? result : throw new OverflowException();
    }

    public ulong ToUnsignedChecked(ulong max)
    {
        ulong result = ToUnsignedSaturating(max);
        return Is(result) ? result : throw new OverflowException();
    }

    public long ToSignedSaturating(long min, long max)
    {
        switch (_kind)
        {
            case Kind.Signed:
                long value = (long)_bits;
                return value < min ? min : value > max ? max : value;
            case Kind.Unsigned:
                return _bits > (ulong)max ? max : (long)_bits;
            default:
                // As doubles the limits may be rounded up, out of range: hence the equal signs.
                return _real >= max ? max : _real <= min ? min : double.IsNaN(_real) ? 0 : (long)_real;
        }
    }

    public ulong ToUnsignedSaturating(ulong max)
    {
        switch (_kind)
        {
            case Kind.Signed:
                return (long)_bits < 0 ? 0 : _bits > max ? max : _bits;
            case Kind.Unsigned:
                return _bits > max ? max : _bits;
            default:
                return _real >= max ? max : _real > 0 ? (ulong)_real : 0;
        }
    }

    /// <summary>The low bits of an integer; a real number has none to cut off and saturates.</summary>
    public ulong ToTruncated(int bits, bool signed)
    {
        if (_kind != Kind.Real)
        {
            return _bits;
        }

        return signed
            ? (ulong)ToSignedSaturating(long.MinValue >> (64 - bits), long.MaxValue >> (64 - bits))
            : ToUnsignedSaturating(ulong.MaxValue >> (64 - bits));
    }

    public double ToDouble() => _kind switch
    {
        Kind.Signed => (long)_bits,
        Kind.Unsigned => _bits,
        _ => _real,
    };

    public float ToSingle() => _kind switch
    {
        Kind.Signed => (long)_bits,
        Kind.Unsigned => _bits,
        _ => (float)_real,
    };

    // Whether a converted value is still the same number, but for a fraction that was cut off.
    private bool Is(long result) => _kind switch
    {
        Kind.Signed => (long)_bits == result,
        Kind.Unsigned => result >= 0 && _bits == (ulong)result,
        _ => Math.Truncate(_real) is var whole && whole == result && whole < 9223372036854775808.0,
    };

    private bool Is(ulong result) => _kind switch
    {
        Kind.Signed => (long)_bits >= 0 && _bits == result,
        Kind.Unsigned => _bits == result,
        _ => Math.Truncate(_real) is var whole && whole == result && whole < 18446744073709551616.0,
    };

    private static AnyNumber Signed(long value) => new((ulong)value, 0, Kind.Signed);

    private static AnyNumber Unsigned(ulong value) => new(value, 0, Kind.Unsigned);
}
