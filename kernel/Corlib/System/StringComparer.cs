using System.Collections;
using System.Collections.Generic;

namespace System;

public abstract class StringComparer : IComparer, IEqualityComparer, IComparer<string?>, IEqualityComparer<string?>
{
    public static StringComparer Ordinal { get; } = new OrdinalComparer();

    public static StringComparer OrdinalIgnoreCase { get; } = new OrdinalIgnoreCaseComparer();

    public static StringComparer InvariantCulture => Ordinal;

    public static StringComparer InvariantCultureIgnoreCase => OrdinalIgnoreCase;

    public static StringComparer CurrentCulture => Ordinal;

    public static StringComparer CurrentCultureIgnoreCase => OrdinalIgnoreCase;

    public static StringComparer FromComparison(StringComparison comparisonType) =>
        Ordinals.IgnoresCase(comparisonType) ? OrdinalIgnoreCase : Ordinal;

    public abstract int Compare(string? x, string? y);

    public abstract bool Equals(string? x, string? y);

    public abstract int GetHashCode(string obj);

    public int Compare(object? x, object? y)
    {
        if (x == y)
        {
            return 0;
        }

        if (x is null)
        {
            return -1;
        }

        if (y is null)
        {
            return 1;
        }

        if (x is string left && y is string right)
        {
            return Compare(left, right);
        }

        return x is IComparable comparable
            ? comparable.CompareTo(y)
            : throw new ArgumentException("At least one object must implement IComparable.");
    }

    public new bool Equals(object? x, object? y) =>
        x == y || (x is string left && y is string right ? Equals(left, right) : x is not null && x.Equals(y));

    public int GetHashCode(object obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return obj is string text ? GetHashCode(text) : obj.GetHashCode();
    }

    private sealed class OrdinalComparer : StringComparer, IAlternateEqualityComparer<ReadOnlySpan<char>, string?>
    {
        public override int Compare(string? x, string? y) => string.CompareOrdinal(x, y);

        public override bool Equals(string? x, string? y) => string.Equals(x, y);

        public override int GetHashCode(string obj)
        {
            ArgumentNullException.ThrowIfNull(obj);
            return obj.GetHashCode();
        }

        public bool Equals(ReadOnlySpan<char> alternate, string? other) => other is not null && alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<char> alternate) => string.GetHashCode(alternate);

        public string Create(ReadOnlySpan<char> alternate) => new(alternate);
    }

    private sealed class OrdinalIgnoreCaseComparer : StringComparer, IAlternateEqualityComparer<ReadOnlySpan<char>, string?>
    {
        public override int Compare(string? x, string? y) => string.Compare(x, y, StringComparison.OrdinalIgnoreCase);

        public override bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.OrdinalIgnoreCase);

        public override int GetHashCode(string obj)
        {
            ArgumentNullException.ThrowIfNull(obj);
            return Ordinals.GetHashCodeIgnoringCase(obj);
        }

        public bool Equals(ReadOnlySpan<char> alternate, string? other) =>
            other is not null && Ordinals.EqualsIgnoringCase(alternate, other);

        public int GetHashCode(ReadOnlySpan<char> alternate) => Ordinals.GetHashCodeIgnoringCase(alternate);

        public string Create(ReadOnlySpan<char> alternate) => new(alternate);
    }
}
