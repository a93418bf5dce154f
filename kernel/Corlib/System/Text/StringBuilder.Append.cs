using System.Collections;
using System.Collections.Generic;

namespace System.Text;

public sealed partial class StringBuilder
{
    public StringBuilder Append(char value)
    {
        int length = _length;
        if ((uint)length < (uint)_chars.Length)
        {
            _chars[length] = value;
            _length = length + 1;
        }
        else
        {
            Reserve(1)[0] = value;
        }

        return this;
    }

    public StringBuilder Append(char value, int repeatCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(repeatCount);
        Reserve(repeatCount, nameof(repeatCount)).Fill(value);
        return this;
    }

    public StringBuilder Append(string? value) => Append(value.AsSpan());

    public StringBuilder Append(ReadOnlySpan<char> value)
    {
        // The source may be a part of this very text; growing leaves the old array as it was.
        value.CopyTo(Reserve(value.Length, "valueCount"));
        return this;
    }

    public StringBuilder Append(string? value, int startIndex, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (value is null)
            return startIndex == 0 && count == 0 ? this : throw new ArgumentNullException(nameof(value));
        if (count == 0)
            return this;
        if (startIndex > value.Length - count)
            CollectionErrors.ThrowInclusiveIndex(nameof(startIndex));
        return Append(value.AsSpan(startIndex, count));
    }

    public StringBuilder Append(char[]? value) => Append(value.AsSpan());

    public StringBuilder Append(char[]? value, int startIndex, int charCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(charCount);
        if (value is null)
            return startIndex == 0 && charCount == 0 ? this : throw new ArgumentNullException(nameof(value));
        if (charCount == 0)
            return this;
        if (charCount > value.Length - startIndex)
            CollectionErrors.ThrowInclusiveIndex(nameof(charCount));
        return Append(value.AsSpan(startIndex, charCount));
    }

    public StringBuilder Append(StringBuilder? value) => value is null ? this : Append(value.Written);

    public StringBuilder Append(StringBuilder? value, int startIndex, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (value is null)
            return startIndex == 0 && count == 0 ? this : throw new ArgumentNullException(nameof(value));
        if (count == 0)
            return this;
        if (count > value._length - startIndex)
            CollectionErrors.ThrowInclusiveIndex(nameof(startIndex));
        return Append(value.Written.Slice(startIndex, count));
    }

    public StringBuilder Append(bool value) => Append(value ? bool.TrueString : bool.FalseString);

    public StringBuilder Append(object? value) => Append(value?.ToString());

    public StringBuilder AppendLine() => Append(Environment.NewLine);

    public StringBuilder AppendLine(string? value) => Append(value).Append(Environment.NewLine);

    public StringBuilder AppendJoin(string? separator, params object?[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return AppendJoin(separator, new ReadOnlySpan<object?>(values));
    }

    public StringBuilder AppendJoin(string? separator, params string?[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return AppendJoin(separator, new ReadOnlySpan<string?>(values));
    }

    public StringBuilder AppendJoin(char separator, params object?[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return AppendJoin(separator, new ReadOnlySpan<object?>(values));
    }

    public StringBuilder AppendJoin(char separator, params string?[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return AppendJoin(separator, new ReadOnlySpan<string?>(values));
    }

    public StringBuilder AppendJoin(string? separator, params ReadOnlySpan<object?> values) => JoinSpan(separator, values);

    public StringBuilder AppendJoin(string? separator, params ReadOnlySpan<string?> values) => JoinSpan(separator, values);

    public StringBuilder AppendJoin(char separator, params ReadOnlySpan<object?> values) => JoinSpan(new ReadOnlySpan<char>(in separator), values);

    public StringBuilder AppendJoin(char separator, params ReadOnlySpan<string?> values) => JoinSpan(new ReadOnlySpan<char>(in separator), values);

    public StringBuilder AppendJoin<T>(string? separator, IEnumerable<T> values) => JoinSequence(separator, values);

    public StringBuilder AppendJoin<T>(char separator, IEnumerable<T> values) => JoinSequence(new ReadOnlySpan<char>(in separator), values);

    private StringBuilder JoinSpan<T>(ReadOnlySpan<char> separator, ReadOnlySpan<T> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0)
                Append(separator);
            Append(values[i]?.ToString());
        }

        return this;
    }

    private StringBuilder JoinSequence<T>(ReadOnlySpan<char> separator, IEnumerable<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        bool isFirst = true;
        foreach (T value in values)
        {
            if (!isFirst)
                Append(separator);
            isFirst = false;
            Append(value?.ToString());
        }

        return this;
    }
}
