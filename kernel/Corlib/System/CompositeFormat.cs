using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>The language of <c>string.Format</c>: <c>{index[,alignment][:format]}</c>, and <c>{{</c>, <c>}}</c> for braces.</summary>
internal ref struct CompositeFormat
{
    // Larger ones are refused: they are mistakes, and would only allocate.
    private const int MaxIndexOrWidth = 1_000_000;

    private readonly ReadOnlySpan<char> _format;
    private int _position;

    private CompositeFormat(ReadOnlySpan<char> format) => _format = format;

    public static void Append(ref DefaultInterpolatedStringHandler text, ReadOnlySpan<char> format, scoped ReadOnlySpan<object?> args)
    {
        var reader = new CompositeFormat(format);
        while (reader.ReadLiteral(ref text))
        {
            int index = reader.ReadNumber();
            if (index < 0)
            {
                reader.ThrowUnexpected();
            }

            int alignment = reader.ReadAlignment();
            string? itemFormat = reader.ReadItemFormat();
            if (index >= args.Length)
            {
                throw new FormatException("Index (zero based) must be greater than or equal to zero and less than the size of the argument list.");
            }

            text.AppendFormatted<object?>(args[index], alignment, itemFormat);
        }
    }

    // Up to an item's opening brace; false at the end of the text.
    private bool ReadLiteral(ref DefaultInterpolatedStringHandler text)
    {
        while (true)
        {
            ReadOnlySpan<char> rest = _format.Slice(_position);
            int length = rest.IndexOfAny('{', '}');
            if (length < 0)
            {
                text.AppendFormatted(rest);
                return false;
            }

            text.AppendFormatted(rest.Slice(0, length));
            _position += length + 1;
            char brace = rest[length];
            if (Peek() == brace)
            {
                text.AppendFormatted(rest.Slice(length, 1));
                _position++;
                continue;
            }

            if (brace == '}')
            {
                ThrowUnexpected();
            }

            return true;
        }
    }

    private int ReadNumber()
    {
        int start = _position;
        int number = 0;
        while (char.IsAsciiDigit(Peek()) && number < MaxIndexOrWidth)
        {
            number = number * 10 + (Peek() - '0');
            _position++;
        }

        return _position == start ? -1 : number;
    }

    private int ReadAlignment()
    {
        SkipSpaces();
        if (Peek() != ',')
        {
            return 0;
        }

        _position++;
        SkipSpaces();
        bool left = Peek() == '-';
        _position += left ? 1 : 0;
        int width = ReadNumber();
        if (width < 0)
        {
            ThrowUnexpected();
        }

        SkipSpaces();
        return left ? -width : width;
    }

    private string? ReadItemFormat()
    {
        string? itemFormat = null;
        if (Peek() == ':')
        {
            int start = ++_position;
            while (_position < _format.Length && Peek() != '}')
            {
                if (Peek() == '{')
                {
                    ThrowUnexpected();
                }

                _position++;
            }

            itemFormat = new string(_format.Slice(start, _position - start));
        }

        if (Peek() != '}')
        {
            ThrowUnexpected();
        }

        _position++;
        return itemFormat;
    }

    private void SkipSpaces()
    {
        while (Peek() == ' ')
        {
            _position++;
        }
    }

    private readonly char Peek() => _position < _format.Length ? _format[_position] : '\0';

    [DoesNotReturn]
    private readonly void ThrowUnexpected() => throw new FormatException(_position >= _format.Length
        ? "Input string was not in a correct format. Failure to parse near offset " + _position.ToString() + ". Format item ends prematurely."
        : "Input string was not in a correct format. Failure to parse near offset " + _position.ToString() + ". Unexpected closing brace without a corresponding opening brace.");
}
