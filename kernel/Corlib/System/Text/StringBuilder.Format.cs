namespace System.Text;

/// <summary>Composite formatting: "{index[,alignment][:format]}", with doubled braces for braces.</summary>
public sealed partial class StringBuilder
{
    // Far beyond any use; they keep the numbers in a format string from overflowing.
    private const int IndexLimit = 1_000_000;
    private const int WidthLimit = 1_000_000;

    public StringBuilder AppendFormat(string format, object? arg0) => AppendFormat(null, format, [arg0]);

    public StringBuilder AppendFormat(string format, object? arg0, object? arg1) => AppendFormat(null, format, [arg0, arg1]);

    public StringBuilder AppendFormat(string format, object? arg0, object? arg1, object? arg2) => AppendFormat(null, format, [arg0, arg1, arg2]);

    public StringBuilder AppendFormat(string format, params object?[] args) => AppendFormat(null, format, args);

    public StringBuilder AppendFormat(string format, params ReadOnlySpan<object?> args) => AppendFormat(null, format, args);

    public StringBuilder AppendFormat(IFormatProvider? provider, string format, object? arg0) => AppendFormat(provider, format, [arg0]);

    public StringBuilder AppendFormat(IFormatProvider? provider, string format, object? arg0, object? arg1) => AppendFormat(provider, format, [arg0, arg1]);

    public StringBuilder AppendFormat(IFormatProvider? provider, string format, object? arg0, object? arg1, object? arg2) =>
        AppendFormat(provider, format, [arg0, arg1, arg2]);

    public StringBuilder AppendFormat(IFormatProvider? provider, string format, params object?[] args)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(args);
        return AppendFormat(provider, format, new ReadOnlySpan<object?>(args));
    }

    public StringBuilder AppendFormat(IFormatProvider? provider, string format, params ReadOnlySpan<object?> args)
    {
        ArgumentNullException.ThrowIfNull(format);
        var custom = (ICustomFormatter?)provider?.GetFormat(typeof(ICustomFormatter));
        int at = 0;
        while (true)
        {
            ReadOnlySpan<char> rest = format.AsSpan(at);
            int brace = rest.IndexOfAny('{', '}');
            if (brace < 0)
                return Append(rest);
            Append(rest[..brace]);
            at += brace;
            char kind = format[at];
            char next = CharAt(format, ++at);
            if (next == kind)
            {
                Append(kind);
                at++;
            }
            else if (kind == '}')
            {
                throw Malformed(at, "Unexpected closing brace without a corresponding opening brace.");
            }
            else
            {
                at = AppendItem(provider, custom, format, at, args);
            }
        }
    }

    /// <summary>Appends one item, from behind its brace on, and returns where the text goes on behind it.</summary>
    private int AppendItem(IFormatProvider? provider, ICustomFormatter? custom, string format, int at, ReadOnlySpan<object?> args)
    {
        int index = ReadNumber(format, ref at, IndexLimit);
        at = SkipSpaces(format, at);
        int width = 0;
        bool isLeft = false;
        if (CharAt(format, at) == ',')
        {
            at = SkipSpaces(format, at + 1);
            isLeft = CharAt(format, at) == '-';
            if (isLeft)
                at++;
            width = ReadNumber(format, ref at, WidthLimit);
            at = SkipSpaces(format, at);
        }

        ReadOnlySpan<char> itemFormat = default;
        if (CharAt(format, at) == ':')
        {
            int start = ++at;
            int length = format.AsSpan(start).IndexOfAny('{', '}');
            if (length < 0)
                throw Malformed(format.Length, EndsEarly);
            at += length;
            itemFormat = format.AsSpan(start, length);
        }

        if (CharAt(format, at) != '}')
            throw Malformed(at, EndsEarly);
        if ((uint)index >= (uint)args.Length)
            throw new FormatException("Index (zero based) must be greater than or equal to zero and less than the size of the argument list.");

        int before = _length;
        AppendArgument(provider, custom, itemFormat, args[index]);
        Align(before, isLeft ? -width : width);
        return at + 1;
    }

    private void AppendArgument(IFormatProvider? provider, ICustomFormatter? custom, ReadOnlySpan<char> format, object? arg)
    {
        if (custom is not null && custom.Format(format.IsEmpty ? null : format.ToString(), arg, provider) is { } text)
            Append(text);
        else if (arg is ISpanFormattable spanFormattable)
            AppendFormattable(spanFormattable, format, provider);
        else if (arg is IFormattable formattable)
            Append(formattable.ToString(format.IsEmpty ? null : format.ToString(), provider));
        else
            Append(arg?.ToString());
    }

    /// <summary>Pads what was appended since <paramref name="start"/>: at its left, or for a negative width at its right.</summary>
    private void Align(int start, int width)
    {
        int length = _length - start;
        int padding = Math.Abs(width) - length;
        if (padding <= 0)
            return;
        if (width < 0)
            Append(' ', padding);
        else
            OpenGap(start, padding).Fill(' ');
    }

    private static int ReadNumber(string format, ref int at, int limit)
    {
        if (!char.IsAsciiDigit(CharAt(format, at)))
            throw Malformed(at, "Expected an ASCII digit.");
        int number = 0;
        do
        {
            number = number * 10 + (format[at] - '0');
            at++;
        }
        while (char.IsAsciiDigit(CharAt(format, at)) && number < limit);
        return number;
    }

    private static int SkipSpaces(string format, int at)
    {
        while (CharAt(format, at) == ' ')
            at++;
        return at;
    }

    private const string EndsEarly = "Format item ends prematurely.";

    /// <summary>Behind the last character the item has ended too early, whatever was expected there.</summary>
    private static char CharAt(string format, int at)
    {
        if ((uint)at >= (uint)format.Length)
            throw Malformed(at, EndsEarly);
        return format[at];
    }

    private static FormatException Malformed(int at, string why) => new(
        "Input string was not in a correct format. Failure to parse near offset " + at.ToString() + ". " + why);
}
