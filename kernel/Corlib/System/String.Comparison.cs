using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System;

public sealed partial class String
{
    public static bool operator ==(string? a, string? b) => Equals(a, b);

    public static bool operator !=(string? a, string? b) => !Equals(a, b);

    [Intrinsic]
    public static bool Equals(string? a, string? b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        return a is not null && b is not null && a._stringLength == b._stringLength && SameCharacters(a, b);
    }

    [Intrinsic]
    public bool Equals([NotNullWhen(true)] string? value) => Equals(this, value);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is string other && Equals(this, other);

    // FNV over characters, then mixed. The value is the same in every run: nothing here keeps hash tables safe from
    // chosen keys, and tables that hold names given by users must not rely on it.
    public override int GetHashCode() => GetHashCode(this);

    public static int GetHashCode(ReadOnlySpan<char> value)
    {
        uint hash = 0x811C9DC5;
        for (int i = 0; i < value.Length; i++)
        {
            hash = (hash ^ value[i]) * 0x01000193;
        }

        hash ^= hash >> 15;
        hash *= 0x2C1B3C6D;
        hash ^= hash >> 12;
        return (int)hash;
    }

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        string other => CompareTo(other),
        _ => throw new ArgumentException("Object must be of type String."),
    };

    public int CompareTo(string? strB) => CompareOrdinal(this, strB);

    public static int CompareOrdinal(string? strA, string? strB)
    {
        if (ReferenceEquals(strA, strB))
        {
            return 0;
        }

        if (strA is null)
        {
            return -1;
        }

        return strB is null ? 1 : SpanHelpers.CompareOrdinal(ref strA._firstChar, strA._stringLength, ref strB._firstChar, strB._stringLength);
    }

    private static bool SameCharacters(string a, string b) => SpanHelpers.SequenceEqual(
        ref Unsafe.As<char, byte>(ref a._firstChar),
        ref Unsafe.As<char, byte>(ref b._firstChar),
        (nuint)(uint)a._stringLength * sizeof(char));
}
