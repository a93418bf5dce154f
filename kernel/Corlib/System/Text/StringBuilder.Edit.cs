using System.Collections;

namespace System.Text;

public sealed partial class StringBuilder
{
    public StringBuilder Insert(int index, string? value) => Insert(index, value.AsSpan());

    public StringBuilder Insert(int index, ReadOnlySpan<char> value)
    {
        CheckPlace(index);
        if (value.IsEmpty)
            return this;
        value.CopyTo(OpenGap(index, value.Length));
        return this;
    }

    public StringBuilder Insert(int index, string? value, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        CheckPlace(index);
        if (string.IsNullOrEmpty(value) || count == 0)
            return this;
        Span<char> gap = OpenGap(index, checked(value.Length * count));
        for (; !gap.IsEmpty; gap = gap[value.Length..])
            value.CopyTo(gap);
        return this;
    }

    public StringBuilder Insert(int index, char value) => Insert(index, new ReadOnlySpan<char>(in value));

    public StringBuilder Insert(int index, char[]? value) => Insert(index, value.AsSpan());

    public StringBuilder Insert(int index, char[]? value, int startIndex, int charCount)
    {
        CheckPlace(index);
        if (value is null)
            return startIndex == 0 && charCount == 0 ? this : throw new ArgumentNullException(nameof(value));
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(charCount);
        if (startIndex > value.Length - charCount)
            CollectionErrors.ThrowInclusiveIndex(nameof(startIndex));
        return Insert(index, value.AsSpan(startIndex, charCount));
    }

    public StringBuilder Insert(int index, bool value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, sbyte value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, byte value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, short value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, ushort value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, int value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, uint value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, long value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, ulong value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, float value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, double value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, object? value) => Insert(index, value?.ToString());

    public StringBuilder Remove(int startIndex, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        if (length > _length - startIndex)
            CollectionErrors.ThrowInclusiveIndex(nameof(length));
        Array.Copy(_chars, startIndex + length, _chars, startIndex, _length - startIndex - length);
        _length -= length;
        return this;
    }

    public StringBuilder Replace(char oldChar, char newChar) => Replace(oldChar, newChar, 0, _length);

    public StringBuilder Replace(char oldChar, char newChar, int startIndex, int count)
    {
        CheckPart(startIndex, count);
        foreach (ref char c in _chars.AsSpan(startIndex, count))
        {
            if (c == oldChar)
                c = newChar;
        }

        return this;
    }

    public StringBuilder Replace(string oldValue, string? newValue) => Replace(oldValue, newValue, 0, _length);

    public StringBuilder Replace(string oldValue, string? newValue, int startIndex, int count)
    {
        CheckPart(startIndex, count);
        ArgumentException.ThrowIfNullOrEmpty(oldValue);
        return Replace(oldValue.AsSpan(), newValue.AsSpan(), startIndex, count);
    }

    public StringBuilder Replace(ReadOnlySpan<char> oldValue, ReadOnlySpan<char> newValue) => Replace(oldValue, newValue, 0, _length);

    public StringBuilder Replace(ReadOnlySpan<char> oldValue, ReadOnlySpan<char> newValue, int startIndex, int count)
    {
        CheckPart(startIndex, count);
        if (oldValue.IsEmpty)
            throw new ArgumentException("The value cannot be an empty string.", nameof(oldValue));

        // Written into a second builder in one pass: in place, every replacement of another length moves the rest.
        ReadOnlySpan<char> part = Written.Slice(startIndex, count);
        int match = part.IndexOf(oldValue);
        if (match < 0)
            return this;
        var result = new StringBuilder(_chars.Length, _maxCapacity);
        result.Append(Written[..startIndex]);
        for (; match >= 0; match = part.IndexOf(oldValue))
        {
            result.Append(part[..match]).Append(newValue);
            part = part[(match + oldValue.Length)..];
        }

        result.Append(part).Append(Written[(startIndex + count)..]);
        _chars = result._chars;
        _length = result._length;
        return this;
    }

    private void CheckPlace(int index)
    {
        if ((uint)index > (uint)_length)
            CollectionErrors.ThrowInclusiveIndex(nameof(index));
    }

    private void CheckPart(int startIndex, int count)
    {
        if ((uint)startIndex > (uint)_length)
            CollectionErrors.ThrowInclusiveIndex(nameof(startIndex));
        if (count < 0 || startIndex > _length - count)
            CollectionErrors.ThrowInclusiveIndex(nameof(count));
    }

    private Span<char> OpenGap(int index, int count)
    {
        int behind = _length - index;
        Reserve(count);
        Array.Copy(_chars, index, _chars, index + count, behind);
        return _chars.AsSpan(index, count);
    }
}
