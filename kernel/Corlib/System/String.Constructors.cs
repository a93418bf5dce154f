using System.Runtime.CompilerServices;

namespace System;

// The size of a string is known only once its characters are, so `new string(...)` cannot allocate first and fill
// afterwards: the compiler turns each constructor into a call of the Ctor with the same parameters.
public sealed unsafe partial class String
{
    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(char[]? value);

    private static string Ctor(char[]? value) => Ctor(new ReadOnlySpan<char>(value));

    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(char[] value, int startIndex, int length);

    private static string Ctor(char[] value, int startIndex, int length)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startIndex, value.Length - length);

        return Ctor(new ReadOnlySpan<char>(value, startIndex, length));
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(char* value);

    private static string Ctor(char* value)
    {
        if (value == null)
        {
            return Empty;
        }

        int length = 0;
        while (value[length] != 0)
        {
            length++;
        }

        return Ctor(new ReadOnlySpan<char>(value, length));
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(char* value, int startIndex, int length);

    private static string Ctor(char* value, int startIndex, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        return Ctor(new ReadOnlySpan<char>(value + startIndex, length));
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(char c, int count);

    private static string Ctor(char c, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);

        string result = Allocate(count);
        SpanHelpers.Fill(ref result._firstChar, (nuint)(uint)count, c);
        return result;
    }

    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(ReadOnlySpan<char> value);

    private static string Ctor(ReadOnlySpan<char> value)
    {
        if (value.Length == 0)
        {
            return Empty;
        }

        string result = Allocate(value.Length);
        Buffer.Memmove(ref result._firstChar, ref value.GetReference(), (nuint)(uint)value.Length);
        return result;
    }

    internal static string CreateFromChar(char c)
    {
        string result = Allocate(1);
        result._firstChar = c;
        return result;
    }
}
