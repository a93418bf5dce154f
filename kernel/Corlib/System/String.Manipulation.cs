using System.Buffers;
using System.Runtime.CompilerServices;

namespace System;

public sealed partial class String
{
    public static string Create<TState>(int length, TState state, SpanAction<char, TState> action)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(action);
        if (length < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(length));
        }

        string result = Allocate(length);
        action(result.Writable(), state);
        return result;
    }

    public static string Create(
        IFormatProvider? provider, [InterpolatedStringHandlerArgument(nameof(provider))] ref DefaultInterpolatedStringHandler handler) =>
        handler.ToStringAndClear();

    public static string Create(
        IFormatProvider? provider,
        Span<char> initialBuffer,
        [InterpolatedStringHandlerArgument(nameof(provider), nameof(initialBuffer))] ref DefaultInterpolatedStringHandler handler) =>
        handler.ToStringAndClear();

    public static string Copy(string str)
    {
        ArgumentNullException.ThrowIfNull(str);
        return new string(str.AsSpan());
    }

    public static string Intern(string str)
    {
        ArgumentNullException.ThrowIfNull(str);
        return str;
    }

    public char[] ToCharArray() => this.AsSpan().ToArray();

    public char[] ToCharArray(int startIndex, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)startIndex, (uint)_stringLength, nameof(startIndex));
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startIndex, _stringLength - length);
        return this.AsSpan(startIndex, length).ToArray();
    }

    public void CopyTo(Span<char> destination) => this.AsSpan().CopyTo(destination);

    public bool TryCopyTo(Span<char> destination) => this.AsSpan().TryCopyTo(destination);

    public void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(sourceIndex);

        // The message that follows is about the count, whatever the name says; so it is in .NET.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _stringLength - sourceIndex, nameof(sourceIndex));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destinationIndex, destination.Length - count);
        ArgumentOutOfRangeException.ThrowIfNegative(destinationIndex);

        this.AsSpan(sourceIndex, count).CopyTo(destination.AsSpan(destinationIndex));
    }

    public string Substring(int startIndex) => Substring(startIndex, _stringLength - startIndex);

    public string Substring(int startIndex, int length)
    {
        if ((ulong)(uint)startIndex + (uint)length > (uint)_stringLength)
        {
            ThrowSubstring(startIndex, length);
        }

        return length == _stringLength ? this : new string(this.AsSpan(startIndex, length));
    }

    public string Insert(int startIndex, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)startIndex, (uint)_stringLength, nameof(startIndex));
        return Concat(this.AsSpan(0, startIndex), value, this.AsSpan(startIndex));
    }

    public string Remove(int startIndex)
    {
        if (startIndex < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(startIndex), "StartIndex cannot be less than zero.");
        }

        if (startIndex > _stringLength)
        {
            throw new ArgumentOutOfRangeException(nameof(startIndex), "startIndex cannot be larger than length of string.");
        }

        return Substring(0, startIndex);
    }

    public string Remove(int startIndex, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _stringLength - startIndex);
        return count == 0 ? this : Concat(this.AsSpan(0, startIndex), this.AsSpan(startIndex + count));
    }

    public string Replace(char oldChar, char newChar)
    {
        int first = IndexOf(oldChar);
        if (first < 0 || oldChar == newChar)
        {
            return this;
        }

        string result = new(this.AsSpan());
        Span<char> text = result.Writable();
        for (int i = first; i < text.Length; i++)
        {
            if (text[i] == oldChar)
            {
                text[i] = newChar;
            }
        }

        return result;
    }

    public string Replace(string oldValue, string? newValue) => Replace(oldValue, newValue, StringComparison.Ordinal);

    public string Replace(string oldValue, string? newValue, StringComparison comparisonType)
    {
        ArgumentException.ThrowIfNullOrEmpty(oldValue);

        int found = 0;
        for (int i = 0; NextIndex(oldValue, i, comparisonType) is >= 0 and var at; i = at + oldValue.Length)
        {
            found++;
        }

        if (found == 0)
        {
            return this;
        }

        ReadOnlySpan<char> replacement = newValue;
        string result = Allocate(checked((int)(_stringLength + (long)found * (replacement.Length - oldValue.Length))));
        Span<char> rest = result.Writable();
        int copied = 0;
        for (; found > 0; found--)
        {
            int at = NextIndex(oldValue, copied, comparisonType);
            this.AsSpan(copied, at - copied).CopyTo(rest);
            replacement.CopyTo(rest.Slice(at - copied));
            rest = rest.Slice(at - copied + replacement.Length);
            copied = at + oldValue.Length;
        }

        this.AsSpan(copied).CopyTo(rest);
        return result;
    }

    public string PadLeft(int totalWidth) => PadLeft(totalWidth, ' ');

    public string PadLeft(int totalWidth, char paddingChar)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(totalWidth);
        int padding = totalWidth - _stringLength;
        if (padding <= 0)
        {
            return this;
        }

        string result = Allocate(totalWidth);
        result.Writable().Slice(0, padding).Fill(paddingChar);
        result.Put(padding, this);
        return result;
    }

    public string PadRight(int totalWidth) => PadRight(totalWidth, ' ');

    public string PadRight(int totalWidth, char paddingChar)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(totalWidth);
        if (totalWidth <= _stringLength)
        {
            return this;
        }

        string result = Allocate(totalWidth);
        result.Put(0, this);
        result.Writable().Slice(_stringLength).Fill(paddingChar);
        return result;
    }

    public string Trim() => Cut(this.AsSpan().Trim());

    public string Trim(char trimChar) => Cut(this.AsSpan().Trim(trimChar));

    public string Trim(params char[]? trimChars) => Trim((ReadOnlySpan<char>)trimChars);

    public string Trim(params ReadOnlySpan<char> trimChars) => Cut(this.AsSpan().Trim(trimChars));

    public string TrimStart() => Cut(this.AsSpan().TrimStart());

    public string TrimStart(char trimChar) => Cut(this.AsSpan().TrimStart(trimChar));

    public string TrimStart(params char[]? trimChars) => Cut(this.AsSpan().TrimStart((ReadOnlySpan<char>)trimChars));

    public string TrimStart(params ReadOnlySpan<char> trimChars) => Cut(this.AsSpan().TrimStart(trimChars));

    public string TrimEnd() => Cut(this.AsSpan().TrimEnd());

    public string TrimEnd(char trimChar) => Cut(this.AsSpan().TrimEnd(trimChar));

    public string TrimEnd(params char[]? trimChars) => Cut(this.AsSpan().TrimEnd((ReadOnlySpan<char>)trimChars));

    public string TrimEnd(params ReadOnlySpan<char> trimChars) => Cut(this.AsSpan().TrimEnd(trimChars));

    public string ToUpper() => ToUpperInvariant();

    public string ToLower() => ToLowerInvariant();

    public string ToUpperInvariant()
    {
        for (int i = 0; i < _stringLength; i++)
        {
            if (char.ToUpperInvariant(this[i]) != this[i])
            {
                string result = Allocate(_stringLength);
                this.AsSpan().ToUpperInvariant(result.Writable());
                return result;
            }
        }

        return this;
    }

    public string ToLowerInvariant()
    {
        for (int i = 0; i < _stringLength; i++)
        {
            if (char.ToLowerInvariant(this[i]) != this[i])
            {
                string result = Allocate(_stringLength);
                this.AsSpan().ToLowerInvariant(result.Writable());
                return result;
            }
        }

        return this;
    }

    // Only for strings that nobody else has seen yet.
    private Span<char> Writable() => new(ref _firstChar, _stringLength);

    private int NextIndex(string value, int start, StringComparison comparison) =>
        Offset(this.AsSpan(start).IndexOf(value, comparison), start);

    private string Cut(ReadOnlySpan<char> part) => part.Length == _stringLength ? this : new string(part);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowSubstring(int startIndex, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        if (startIndex > _stringLength)
        {
            throw new ArgumentOutOfRangeException(nameof(startIndex), "startIndex cannot be larger than length of string.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(length);
        throw new ArgumentOutOfRangeException(nameof(length), "Index and length must refer to a location within the string.");
    }
}
