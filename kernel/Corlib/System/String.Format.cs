using System.Text;

namespace System;

public sealed partial class String
{
    private const int GuessedLengthPerArgument = 8;

    public static string Format(string format, object? arg0) => Format(null, format, [arg0]);

    public static string Format(string format, object? arg0, object? arg1) => Format(null, format, [arg0, arg1]);

    public static string Format(string format, object? arg0, object? arg1, object? arg2) => Format(null, format, [arg0, arg1, arg2]);

    public static string Format(string format, params object?[] args) => Format(null, format, args);

    public static string Format(string format, params ReadOnlySpan<object?> args) => Format(null, format, args);

    public static string Format(IFormatProvider? provider, string format, object? arg0) => Format(provider, format, [arg0]);

    public static string Format(IFormatProvider? provider, string format, object? arg0, object? arg1) => Format(provider, format, [arg0, arg1]);

    public static string Format(IFormatProvider? provider, string format, object? arg0, object? arg1, object? arg2) =>
        Format(provider, format, [arg0, arg1, arg2]);

    public static string Format(IFormatProvider? provider, string format, params object?[] args)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(args);
        return Format(provider, format, (ReadOnlySpan<object?>)args);
    }

    public static string Format(IFormatProvider? provider, string format, params ReadOnlySpan<object?> args)
    {
        ArgumentNullException.ThrowIfNull(format);
        var text = new StringBuilder(format.Length + args.Length * GuessedLengthPerArgument);
        return text.AppendFormat(provider, format, args).ToString();
    }
}
