namespace System;

public sealed partial class String
{
    public bool Contains(string value) => IndexOf(value, StringComparison.Ordinal) >= 0;

    public bool Contains(string value, StringComparison comparisonType) => IndexOf(value, comparisonType) >= 0;

    public bool Contains(char value) => IndexOf(value) >= 0;

    public bool StartsWith(string value) => StartsWith(value, StringComparison.Ordinal);

    public bool StartsWith(string value, StringComparison comparisonType)
    {
        ArgumentNullException.ThrowIfNull(value);
        return this.AsSpan().StartsWith(value, comparisonType);
    }

    public bool StartsWith(char value) => _stringLength != 0 && _firstChar == value;

    public bool EndsWith(string value) => EndsWith(value, StringComparison.Ordinal);

    public bool EndsWith(string value, StringComparison comparisonType)
    {
        ArgumentNullException.ThrowIfNull(value);
        return this.AsSpan().EndsWith(value, comparisonType);
    }

    public bool EndsWith(char value) => _stringLength != 0 && this[_stringLength - 1] == value;

    public int IndexOf(char value) => SpanHelpers.IndexOf(ref _firstChar, value, _stringLength);

    public int IndexOf(char value, int startIndex) => IndexOf(value, startIndex, _stringLength - startIndex);

    public int IndexOf(char value, int startIndex, int count)
    {
        CheckRange(startIndex, count);
        return Offset(this.AsSpan(startIndex, count).IndexOf(value), startIndex);
    }

    public int IndexOf(char value, StringComparison comparisonType) =>
        Ordinals.IgnoresCase(comparisonType) ? Ordinals.IndexOfIgnoringCase(this, new ReadOnlySpan<char>(in value)) : IndexOf(value);

    public int IndexOf(string value) => IndexOf(value, StringComparison.Ordinal);

    public int IndexOf(string value, int startIndex) => IndexOf(value, startIndex, _stringLength - startIndex, StringComparison.Ordinal);

    public int IndexOf(string value, int startIndex, int count) => IndexOf(value, startIndex, count, StringComparison.Ordinal);

    public int IndexOf(string value, StringComparison comparisonType) => IndexOf(value, 0, _stringLength, comparisonType);

    public int IndexOf(string value, int startIndex, StringComparison comparisonType) =>
        IndexOf(value, startIndex, _stringLength - startIndex, comparisonType);

    public int IndexOf(string value, int startIndex, int count, StringComparison comparisonType)
    {
        ArgumentNullException.ThrowIfNull(value);
        CheckRange(startIndex, count);
        return Offset(this.AsSpan(startIndex, count).IndexOf(value, comparisonType), startIndex);
    }

    public int IndexOfAny(char[] anyOf) => IndexOfAny(anyOf, 0, _stringLength);

    public int IndexOfAny(char[] anyOf, int startIndex) => IndexOfAny(anyOf, startIndex, _stringLength - startIndex);

    public int IndexOfAny(char[] anyOf, int startIndex, int count)
    {
        ArgumentNullException.ThrowIfNull(anyOf);
        CheckRange(startIndex, count);
        return Offset(this.AsSpan(startIndex, count).IndexOfAny(anyOf), startIndex);
    }

    public int LastIndexOf(char value) => this.AsSpan().LastIndexOf(value);

    public int LastIndexOf(char value, int startIndex) => LastIndexOf(value, startIndex, startIndex + 1);

    /// <summary>Searches the <paramref name="count"/> characters that end with the one at <paramref name="startIndex"/>.</summary>
    public int LastIndexOf(char value, int startIndex, int count)
    {
        if (_stringLength == 0)
        {
            return -1;
        }

        if ((uint)startIndex >= (uint)_stringLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(startIndex), "Index was out of range. Must be non-negative and less than the size of the collection.");
        }

        if ((uint)count > (uint)startIndex + 1)
        {
            throw CountOutOfRange();
        }

        int first = startIndex + 1 - count;
        return Offset(this.AsSpan(first, count).LastIndexOf(value), first);
    }

    public int LastIndexOf(string value) => LastIndexOf(value, StringComparison.Ordinal);

    public int LastIndexOf(string value, StringComparison comparisonType)
    {
        ArgumentNullException.ThrowIfNull(value);
        return this.AsSpan().LastIndexOf(value, comparisonType);
    }

    public int LastIndexOfAny(char[] anyOf)
    {
        ArgumentNullException.ThrowIfNull(anyOf);
        return this.AsSpan().LastIndexOfAny(anyOf);
    }

    private static int Offset(int index, int start) => index < 0 ? index : index + start;

    private void CheckRange(int startIndex, int count)
    {
        if ((uint)startIndex > (uint)_stringLength)
        {
            throw StartIndexOutOfRange();
        }

        if ((uint)count > (uint)(_stringLength - startIndex))
        {
            throw CountOutOfRange();
        }
    }

    private static ArgumentOutOfRangeException StartIndexOutOfRange() =>
        new("startIndex", "Index was out of range. Must be non-negative and less than or equal to the size of the collection.");

    private static ArgumentOutOfRangeException CountOutOfRange() =>
        new("count", "Count must be positive and count must refer to a location within the string/array/collection.");
}
