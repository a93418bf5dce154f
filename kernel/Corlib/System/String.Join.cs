using System.Collections.Generic;

namespace System;

public sealed partial class String
{
    public static string Join(string? separator, params string?[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return JoinAll(separator, value);
    }

    public static string Join(string? separator, params ReadOnlySpan<string?> value) => JoinAll(separator, value);

    public static string Join(string? separator, string?[] value, int startIndex, int count)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startIndex, value.Length - count);

        return JoinAll(separator, new ReadOnlySpan<string?>(value, startIndex, count));
    }

    public static string Join(char separator, params string?[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return JoinAll(new ReadOnlySpan<char>(in separator), value);
    }

    public static string Join(char separator, params ReadOnlySpan<string?> value) => JoinAll(new ReadOnlySpan<char>(in separator), value);

    public static string Join(string? separator, params object?[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return JoinAll(separator, Array.ConvertAll(values, static value => value?.ToString()));
    }

    public static string Join(string? separator, IEnumerable<string?> values) => Join<string?>(separator, values);

    public static string Join<T>(char separator, IEnumerable<T> values) => Join(CreateFromChar(separator), values);

    public static string Join<T>(string? separator, IEnumerable<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var texts = new List<string?>();
        foreach (T value in values)
        {
            texts.Add(value?.ToString());
        }

        return JoinAll(separator, texts.ToArray());
    }

    private static string JoinAll(ReadOnlySpan<char> separator, ReadOnlySpan<string?> values)
    {
        if (values.Length <= 1)
        {
            return values.Length == 0 ? Empty : values[0] ?? Empty;
        }

        int length = checked(separator.Length * (values.Length - 1));
        foreach (string? value in values)
        {
            length = checked(length + (value?.Length ?? 0));
        }

        // As in Concat: Put checks the room, in case the array changes meanwhile.
        string result = Allocate(length);
        int position = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (i != 0)
            {
                result.Put(position, separator);
                position += separator.Length;
            }

            ReadOnlySpan<char> text = values[i];
            result.Put(position, text);
            position += text.Length;
        }

        return result;
    }
}
