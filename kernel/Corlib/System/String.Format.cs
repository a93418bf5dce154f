namespace System;

public sealed partial class String
{
    public static string Format(string format, object? arg0) => Format(format, [arg0]);

    public static string Format(string format, object? arg0, object? arg1) => Format(format, [arg0, arg1]);

    public static string Format(string format, object? arg0, object? arg1, object? arg2) => Format(format, [arg0, arg1, arg2]);

    public static string Format(string format, params object?[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return Format(format, (ReadOnlySpan<object?>)args);
    }

    public static string Format(IFormatProvider? provider, string format, object? arg0) => Format(format, [arg0]);

    public static string Format(IFormatProvider? provider, string format, object? arg0, object? arg1) => Format(format, [arg0, arg1]);

    public static string Format(IFormatProvider? provider, string format, object? arg0, object? arg1, object? arg2) =>
        Format(format, [arg0, arg1, arg2]);

    public static string Format(IFormatProvider? provider, string format, params object?[] args) => Format(format, args);

    public static string Format(IFormatProvider? provider, string format, params ReadOnlySpan<object?> args) => Format(format, args);

    public static string Format(string format, params ReadOnlySpan<object?> args)
    {
        ArgumentNullException.ThrowIfNull(format);
        var text = new Runtime.CompilerServices.DefaultInterpolatedStringHandler(format.Length, args.Length);
        CompositeFormat.Append(ref text, format, args);
        return text.ToStringAndClear();
    }
}
