namespace System;

/// <summary>
/// Formats that draw the number, such as <c>#,##0.00</c>: digit places, grouping, scaling, percent, literals and
/// sections for negative numbers and zero. Pictures with an exponent are not supported.
/// </summary>
internal static class NumberPicture
{
    public static void Append<TChar>(ref NumberWriter<TChar> writer, scoped DecimalDigits digits, ReadOnlySpan<char> picture, bool isReal)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        ReadOnlySpan<char> section = ChooseSection(picture, digits, out bool ownsSign);
        var shape = Shape.Of(section);
        RoundTo(ref digits, shape);
        if (digits.Count == 0 && !isReal)
        {
            // Integers know no negative zero.
            digits.IsNegative = false;
        }

        if (digits.Count == 0 && ChooseSection(picture, digits, out bool zeroOwnsSign) is var zeroSection && zeroSection != section)
        {
            // Rounding made it zero, which may have a section of its own.
            section = zeroSection;
            ownsSign = zeroOwnsSign;
            shape = Shape.Of(section);
        }

        if (digits.IsNegative && !ownsSign && (digits.Count != 0 || shape.ShowsZero))
        {
            writer.Append('-');
        }

        Draw(ref writer, digits, section, shape);
    }

    private static void RoundTo(ref DecimalDigits digits, Shape shape)
    {
        if (digits.Count == 0)
        {
            return;
        }

        digits.Scale += shape.ScaleChange;
        digits.Round(digits.Scale + shape.PlacesAfterPoint, halfToEven: false);
    }

    // What the places of a picture ask for.
    private readonly ref struct Shape
    {
        public int PlacesBeforePoint { get; private init; }

        public int PlacesAfterPoint { get; private init; }

        // How many digits are shown at least: from the first '0' before the point, to the last one after it.
        public int MinimumBeforePoint { get; private init; }

        public int MinimumAfterPoint { get; private init; }

        public bool IsGrouped { get; private init; }

        public int ScaleChange { get; private init; }

        // Whether anything at all is written for zero.
        public bool ShowsZero { get; private init; }

        public static Shape Of(ReadOnlySpan<char> section)
        {
            int before = 0;
            int after = 0;
            int firstZero = -1;
            int lastZeroAfter = 0;
            int pendingCommas = 0;
            int scaleChange = 0;
            bool grouped = false;
            bool seenPoint = false;
            bool showsZero = false;
            for (int i = 0; i < section.Length; i++)
            {
                showsZero |= section[i] is not '#' and not ',' and not '.';
                switch (section[i])
                {
                    case '0' or '#':
                        grouped |= pendingCommas > 0 && !seenPoint && before > 0;
                        pendingCommas = 0;
                        if (seenPoint)
                        {
                            after++;
                            lastZeroAfter = section[i] == '0' ? after : lastZeroAfter;
                        }
                        else
                        {
                            firstZero = section[i] == '0' && firstZero < 0 ? before : firstZero;
                            before++;
                        }

                        break;
                    case '.' when !seenPoint:
                        // Commas right before the point divide by a thousand each.
                        scaleChange -= before > 0 ? 3 * pendingCommas : 0;
                        pendingCommas = 0;
                        seenPoint = true;
                        break;
                    case ',':
                        pendingCommas++;
                        break;
                    case '%':
                        scaleChange += 2;
                        break;
                    case '\\':
                        i++;
                        break;
                    case '\'' or '"':
                        i = EndOfQuote(section, i);
                        break;
                    case 'E' or 'e' when IsExponent(section.Slice(i + 1)):
                        throw new NotSupportedException("Pictures of numbers with an exponent are not supported.");
                }
            }

            if (!seenPoint && before > 0)
            {
                scaleChange -= 3 * pendingCommas;
            }

            return new Shape
            {
                PlacesBeforePoint = before,
                PlacesAfterPoint = after,
                MinimumBeforePoint = firstZero < 0 ? 0 : before - firstZero,
                MinimumAfterPoint = lastZeroAfter,
                IsGrouped = grouped,
                ScaleChange = scaleChange,
                ShowsZero = showsZero,
            };
        }
    }

    private static void Draw<TChar>(ref NumberWriter<TChar> writer, scoped DecimalDigits digits, ReadOnlySpan<char> section, Shape shape)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        int wholeDigits = digits.Scale > 0 ? digits.Scale : 0;
        int shown = wholeDigits > shape.MinimumBeforePoint ? wholeDigits : shape.MinimumBeforePoint;
        int place = shape.PlacesBeforePoint;
        int afterPoint = 0;
        bool seenPoint = false;
        for (int i = 0; i < section.Length; i++)
        {
            char c = section[i];
            switch (c)
            {
                case '0' or '#':
                    if (seenPoint)
                    {
                        AppendDecimalPlace(ref writer, digits, ++afterPoint, shape);
                        break;
                    }

                    // The first place takes all digits that have no place of their own.
                    int until = place == shape.PlacesBeforePoint ? shown : place;
                    for (int position = until < shown ? until : shown; position >= place; position--)
                    {
                        AppendWholeDigit(ref writer, digits, position, shape.IsGrouped);
                    }

                    place--;
                    break;
                case '.' when !seenPoint:
                    seenPoint = true;
                    if (shape.MinimumAfterPoint > 0 || (shape.PlacesAfterPoint > 0 && digits.Count > digits.Scale))
                    {
                        writer.Append('.');
                    }

                    break;
                case ',' or '.':
                    break;
                case '\\':
                    if (++i < section.Length)
                    {
                        writer.Append(section[i]);
                    }

                    break;
                case '\'' or '"':
                    int end = EndOfQuote(section, i);
                    for (i++; i < end; i++)
                    {
                        writer.Append(section[i]);
                    }

                    break;
                default:
                    writer.Append(c);
                    break;
            }
        }
    }

    // Position 1 is the digit right before the point.
    private static void AppendWholeDigit<TChar>(ref NumberWriter<TChar> writer, scoped DecimalDigits digits, int position, bool grouped)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        writer.AppendDigit(digits[digits.Scale - position]);
        if (grouped && position > 1 && (position - 1) % 3 == 0)
        {
            writer.Append(',');
        }
    }

    private static void AppendDecimalPlace<TChar>(ref NumberWriter<TChar> writer, scoped DecimalDigits digits, int place, Shape shape)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        int index = digits.Scale + place - 1;
        if (index < digits.Count || place <= shape.MinimumAfterPoint)
        {
            writer.AppendDigit(digits[index]);
        }
    }

    // positive;negative;zero. An empty section falls back to the first.
    private static ReadOnlySpan<char> ChooseSection(ReadOnlySpan<char> picture, scoped DecimalDigits digits, out bool ownsSign)
    {
        int wanted = digits.Count == 0 ? 2 : digits.IsNegative ? 1 : 0;
        ReadOnlySpan<char> first = Section(picture, 0, out _);
        ReadOnlySpan<char> chosen = Section(picture, wanted, out bool exists);
        bool useChosen = exists && chosen.Length != 0;
        ownsSign = useChosen && wanted != 0;
        return useChosen ? chosen : first;
    }

    private static ReadOnlySpan<char> Section(ReadOnlySpan<char> picture, int number, out bool exists)
    {
        int start = 0;
        for (int i = 0; i <= picture.Length; i++)
        {
            if (i < picture.Length && picture[i] == '\\')
            {
                i++;
            }
            else if (i < picture.Length && picture[i] is '\'' or '"')
            {
                i = EndOfQuote(picture, i);
            }
            else if (i == picture.Length || picture[i] == ';')
            {
                if (number-- == 0)
                {
                    exists = true;
                    return picture.Slice(start, i - start);
                }

                start = i + 1;
            }
        }

        exists = false;
        return default;
    }

    private static int EndOfQuote(ReadOnlySpan<char> text, int start)
    {
        int i = start + 1;
        while (i < text.Length && text[i] != text[start])
        {
            i++;
        }

        return i;
    }

    private static bool IsExponent(ReadOnlySpan<char> rest) =>
        rest.Length > 0 && (rest[0] == '0' || (rest[0] is '+' or '-' && rest.Length > 1 && rest[1] == '0'));
}
