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

    public bool Equals([NotNullWhen(true)] string? value, StringComparison comparisonType) => Equals(this, value, comparisonType);

    public static bool Equals(string? a, string? b, StringComparison comparisonType)
    {
        if (!Ordinals.IgnoresCase(comparisonType) || a is null || b is null)
        {
            return Equals(a, b);
        }

        return Ordinals.EqualsIgnoringCase(a, b);
    }

    // The value is the same in every run: nothing here keeps hash tables safe from chosen keys, and tables whose keys
    // come from users must not rely on it.
    public override int GetHashCode() => GetHashCode(this.AsSpan());

    public int GetHashCode(StringComparison comparisonType) => GetHashCode(this.AsSpan(), comparisonType);

    /// <summary>FNV over pairs of characters, mixed in the end.</summary>
    public static int GetHashCode(ReadOnlySpan<char> value)
    {
        const uint Prime = 0x01000193;
        uint hash = 0x811C9DC5 ^ (uint)value.Length;
        ref byte data = ref Unsafe.As<char, byte>(ref value.GetReference());
        nint end = (nint)(uint)value.Length * sizeof(char);
        nint i = 0;
        for (; i + 4 <= end; i += 4)
        {
            hash = (hash ^ Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref data, i))) * Prime;
            hash ^= hash >> 15;
        }

        if (i < end)
        {
            hash = (hash ^ Unsafe.ReadUnaligned<char>(ref Unsafe.Add(ref data, i))) * Prime;
        }

        hash ^= hash >> 15;
        hash *= 0x2C1B3C6D;
        return (int)(hash ^ (hash >> 12));
    }

    public static int GetHashCode(ReadOnlySpan<char> value, StringComparison comparisonType) =>
        Ordinals.IgnoresCase(comparisonType) ? Ordinals.GetHashCodeIgnoringCase(value) : GetHashCode(value);

    public int CompareTo(object? value) => value switch
    {
        null => 1,
        string other => CompareOrdinal(this, other),
        _ => throw new ArgumentException("Object must be of type String."),
    };

    public int CompareTo(string? strB) => CompareOrdinal(this, strB);

    public static int Compare(string? strA, string? strB) => CompareOrdinal(strA, strB);

    public static int Compare(string? strA, string? strB, bool ignoreCase) =>
        Compare(strA, strB, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    public static int Compare(string? strA, string? strB, StringComparison comparisonType)
    {
        if (!Ordinals.IgnoresCase(comparisonType) || strA is null || strB is null)
        {
            return CompareOrdinal(strA, strB);
        }

        return Ordinals.CompareIgnoringCase(strA, strB);
    }

    public static int Compare(string? strA, int indexA, string? strB, int indexB, int length, StringComparison comparisonType)
    {
        bool ignoreCase = Ordinals.IgnoresCase(comparisonType);
        if (strA is null || strB is null)
        {
            return CompareOrdinal(strA, strB);
        }

        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (indexA < 0 || indexB < 0)
        {
            throw PartOutOfRange(indexA < 0 ? nameof(indexA) : nameof(indexB));
        }

        ReadOnlySpan<char> left = Part(strA, indexA, length, nameof(indexA));
        ReadOnlySpan<char> right = Part(strB, indexB, length, nameof(indexB));
        return ignoreCase ? Ordinals.CompareIgnoringCase(left, right) : Ordinals.Compare(left, right);
    }

    public static int CompareOrdinal(string? strA, int indexA, string? strB, int indexB, int length) =>
        Compare(strA, indexA, strB, indexB, length, StringComparison.Ordinal);

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

    private static ReadOnlySpan<char> Part(string text, int index, int length, string paramName)
    {
        int left = text.Length - index;
        return left >= 0 ? text.AsSpan(index, length < left ? length : left) : throw PartOutOfRange(paramName);
    }

    private static ArgumentOutOfRangeException PartOutOfRange(string paramName) =>
        new(paramName, "Index was out of range. Must be non-negative and less than or equal to the size of the collection.");

    private static bool SameCharacters(string a, string b) => SpanHelpers.SequenceEqual(
        ref Unsafe.As<char, byte>(ref a._firstChar),
        ref Unsafe.As<char, byte>(ref b._firstChar),
        (nuint)(uint)a._stringLength * sizeof(char));
}
