namespace System;

public sealed partial class String
{
    public static string Concat(string? str0, string? str1)
    {
        if (IsNullOrEmpty(str0))
        {
            return str1 ?? Empty;
        }

        return IsNullOrEmpty(str1) ? str0 : Concat((ReadOnlySpan<char>)str0, str1);
    }

    public static string Concat(string? str0, string? str1, string? str2) =>
        Concat((ReadOnlySpan<char>)str0, str1, str2);

    public static string Concat(string? str0, string? str1, string? str2, string? str3) =>
        Concat((ReadOnlySpan<char>)str0, str1, str2, str3);

    public static string Concat(ReadOnlySpan<char> str0, ReadOnlySpan<char> str1)
    {
        string result = Allocate(checked(str0.Length + str1.Length));
        result.Put(0, str0);
        result.Put(str0.Length, str1);
        return result;
    }

    public static string Concat(ReadOnlySpan<char> str0, ReadOnlySpan<char> str1, ReadOnlySpan<char> str2)
    {
        string result = Allocate(checked(str0.Length + str1.Length + str2.Length));
        result.Put(0, str0);
        result.Put(str0.Length, str1);
        result.Put(str0.Length + str1.Length, str2);
        return result;
    }

    public static string Concat(ReadOnlySpan<char> str0, ReadOnlySpan<char> str1, ReadOnlySpan<char> str2, ReadOnlySpan<char> str3)
    {
        string result = Allocate(checked(str0.Length + str1.Length + str2.Length + str3.Length));
        result.Put(0, str0);
        result.Put(str0.Length, str1);
        result.Put(str0.Length + str1.Length, str2);
        result.Put(str0.Length + str1.Length + str2.Length, str3);
        return result;
    }

    public static string Concat(params string?[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Concat((ReadOnlySpan<string?>)values);
    }

    public static string Concat(params ReadOnlySpan<string?> values)
    {
        int length = 0;
        foreach (string? value in values)
        {
            length = checked(length + (value?.Length ?? 0));
        }

        // Another thread may change the array between the two loops; Put checks every piece against the room there is.
        string result = Allocate(length);
        int position = 0;
        foreach (string? value in values)
        {
            result.Put(position, value);
            position += value?.Length ?? 0;
        }

        return result;
    }

    public static string Concat(object? arg0) => arg0?.ToString() ?? Empty;

    public static string Concat(object? arg0, object? arg1) => Concat(arg0?.ToString(), arg1?.ToString());

    public static string Concat(object? arg0, object? arg1, object? arg2) =>
        Concat(arg0?.ToString(), arg1?.ToString(), arg2?.ToString());

    // Writes into a string under construction.
    private void Put(int position, ReadOnlySpan<char> text) =>
        text.CopyTo(new Span<char>(ref _firstChar, _stringLength).Slice(position));
}
