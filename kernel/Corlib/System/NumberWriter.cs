namespace System;

/// <summary>Writes text into a span until it is full, and then only remembers that there was more.</summary>
internal ref struct NumberWriter<TChar>
    where TChar : unmanaged, IUtfChar<TChar>
{
    private readonly Span<TChar> _destination;
    private int _position;

    public NumberWriter(Span<TChar> destination) => _destination = destination;

    public readonly int Position => _position;

    public bool IsTooShort { get; private set; }

    public void Append(char c)
    {
        if ((uint)_position < (uint)_destination.Length)
        {
            _destination[_position++] = TChar.FromAscii(c);
        }
        else
        {
            IsTooShort = true;
        }
    }

    public void Append(string text)
    {
        foreach (char c in text)
        {
            Append(c);
        }
    }

    public void AppendDigit(int digit) => Append((char)('0' + digit));

    public void AppendZeros(int count)
    {
        for (int i = 0; i < count && !IsTooShort; i++)
        {
            Append('0');
        }
    }

    /// <summary>At least <paramref name="minimumDigits"/> digits, zeros first.</summary>
    public void AppendDecimal(ulong value, int minimumDigits)
    {
        int length = Number.CountDigits(value);
        AppendZeros(minimumDigits - length);
        if (length > _destination.Length - _position)
        {
            IsTooShort = true;
            return;
        }

        Number.WriteDigits(value, _destination.Slice(_position, length));
        _position += length;
    }
}
