using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System.Collections.Generic;

/// <summary>Ordinal equality of strings, the default. A span of characters can stand for a string in a look-up.</summary>
internal sealed class StringEqualityComparer : EqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string?>
{
    public override bool Equals(string? x, string? y) => string.Equals(x, y);

    public override int GetHashCode([DisallowNull] string? obj) => obj is null ? 0 : obj.GetHashCode();

    public bool Equals(ReadOnlySpan<char> alternate, string? other) =>
        other is not null && alternate.Length == other.Length
        && SpanHelpers.SequenceEqual(
            ref Unsafe.As<char, byte>(ref alternate.GetReference()), ref Unsafe.As<char, byte>(ref other.GetReference()), (nuint)other.Length * sizeof(char));

    public int GetHashCode(ReadOnlySpan<char> alternate) => string.GetHashCode(alternate);

    public string Create(ReadOnlySpan<char> alternate) => alternate.ToString();

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is StringEqualityComparer;

    public override int GetHashCode() => 19;
}
