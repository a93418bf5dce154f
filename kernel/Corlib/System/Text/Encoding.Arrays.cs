using System.Collections;

namespace System.Text;

/// <summary>The older forms of the operations: strings, and parts of arrays.</summary>
public abstract partial class Encoding
{
    public int GetByteCount(string s)
    {
        ArgumentNullException.ThrowIfNull(s, "chars");
        return GetByteCount(s.AsSpan());
    }

    public int GetByteCount(string s, int index, int count) => GetByteCount(Part(s, index, count));

    public int GetByteCount(char[] chars)
    {
        ArgumentNullException.ThrowIfNull(chars);
        return GetByteCount(chars.AsSpan());
    }

    public int GetByteCount(char[] chars, int index, int count) => GetByteCount(Part<char>(chars, index, count, nameof(chars)));

    public byte[] GetBytes(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return GetBytes(s.AsSpan());
    }

    public byte[] GetBytes(string s, int index, int count) => GetBytes(Part(s, index, count));

    public byte[] GetBytes(char[] chars)
    {
        ArgumentNullException.ThrowIfNull(chars);
        return GetBytes(chars.AsSpan());
    }

    public byte[] GetBytes(char[] chars, int index, int count) => GetBytes(Part<char>(chars, index, count, nameof(chars)));

    public int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        ArgumentNullException.ThrowIfNull(s);
        ArgumentNullException.ThrowIfNull(bytes);
        CheckPart(s.Length, charIndex, charCount, nameof(charIndex), nameof(charCount), nameof(s), "string");
        return GetBytes(s.AsSpan(charIndex, charCount), Destination(bytes, byteIndex, nameof(byteIndex)));
    }

    public int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        ArgumentNullException.ThrowIfNull(chars);
        ArgumentNullException.ThrowIfNull(bytes);
        CheckPart(chars.Length, charIndex, charCount, nameof(charIndex), nameof(charCount), nameof(chars), "buffer");
        return GetBytes(chars.AsSpan(charIndex, charCount), Destination(bytes, byteIndex, nameof(byteIndex)));
    }

    public int GetCharCount(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return GetCharCount(bytes.AsSpan());
    }

    public int GetCharCount(byte[] bytes, int index, int count) => GetCharCount(Part<byte>(bytes, index, count, nameof(bytes)));

    public char[] GetChars(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return GetChars(bytes, 0, bytes.Length);
    }

    public char[] GetChars(byte[] bytes, int index, int count)
    {
        ReadOnlySpan<byte> part = Part<byte>(bytes, index, count, nameof(bytes));
        var chars = new char[GetCharCount(part)];
        GetChars(part, chars);
        return chars;
    }

    public int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(chars);
        CheckPart(bytes.Length, byteIndex, byteCount, nameof(byteIndex), nameof(byteCount), nameof(bytes), "buffer");
        return GetChars(bytes.AsSpan(byteIndex, byteCount), Destination(chars, charIndex, nameof(charIndex)));
    }

    public string GetString(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return GetString(bytes.AsSpan());
    }

    public string GetString(byte[] bytes, int index, int count) => GetString(Part<byte>(bytes, index, count, nameof(bytes)));

    private byte[] GetBytes(ReadOnlySpan<char> chars)
    {
        var bytes = new byte[GetByteCount(chars)];
        GetBytes(chars, bytes);
        return bytes;
    }

    private static ReadOnlySpan<char> Part(string s, int index, int count)
    {
        ArgumentNullException.ThrowIfNull(s);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, s.Length - count);
        return s.AsSpan(index, count);
    }

    private static ReadOnlySpan<T> Part<T>(T[] array, int index, int count, string parameter)
    {
        ArgumentNullException.ThrowIfNull(array, parameter);
        CheckPart(array.Length, index, count, nameof(index), nameof(count), parameter, "buffer");
        return array.AsSpan(index, count);
    }

    private static void CheckPart(int length, int index, int count, string indexName, string countName, string whole, string kind)
    {
        if (index < 0)
            CollectionErrors.ThrowNegative(indexName);
        if (count < 0)
            CollectionErrors.ThrowNegative(countName);
        if (length - index < count)
            throw new ArgumentOutOfRangeException(whole, "Index and count must refer to a location within the " + kind + ".");
    }

    private static Span<T> Destination<T>(T[] array, int index, string parameter)
    {
        if ((uint)index > (uint)array.Length)
            CollectionErrors.ThrowInclusiveIndex(parameter);
        return array.AsSpan(index);
    }
}
