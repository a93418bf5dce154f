namespace System;

/// <summary>
/// A number in decimal: digits d1 d2 d3 ... and the place of the point, meaning 0.d1d2d3... * 10^Scale.
/// Zero has no digits.
/// </summary>
internal ref struct DecimalDigits
{
    private readonly Span<byte> _digits;

    public DecimalDigits(Span<byte> room) => _digits = room;

    public int Count { get; private set; }

    public int Scale { get; set; }

    public bool IsNegative { get; set; }

    /// <summary>There was more than the digits say; nonzero digits fell off the end.</summary>
    public bool HasMore { get; set; }

    public readonly int Room => _digits.Length;

    /// <summary>The digit at a place, and zero beyond the last.</summary>
    public readonly int this[int index] => (uint)index < (uint)Count ? _digits[index] : 0;

    /// <summary>Adds a digit behind the others; when there is no room, only remembers whether it was zero.</summary>
    public void Append(int digit)
    {
        if (Count < _digits.Length)
        {
            _digits[Count++] = (byte)digit;
        }
        else
        {
            HasMore |= digit != 0;
        }
    }

    /// <summary>The digits of a whole number, zeros at its end included: more may follow.</summary>
    public void Set(ulong value)
    {
        Count = value == 0 ? 0 : Number.CountDigits(value);
        Scale = Count;
        for (int i = Count - 1; i >= 0; i--)
        {
            (value, ulong digit) = (value / 10, value % 10);
            _digits[i] = (byte)digit;
        }
    }

    /// <summary>Keeps <paramref name="count"/> digits. A half goes up, or to the even digit if that is asked for.</summary>
    public void Round(int count, bool halfToEven)
    {
        if (count >= Count)
        {
            return;
        }

        if (count < 0)
        {
            SetZero();
            return;
        }

        int first = _digits[count];
        bool isHalf = first == 5 && count + 1 == Count && !HasMore;
        bool up = isHalf && halfToEven ? this[count - 1] % 2 != 0 : first >= 5;
        Count = count;
        HasMore = false;
        if (up)
        {
            Increment();
        }

        TrimZeros();
    }

    public void TrimZeros()
    {
        while (Count > 0 && _digits[Count - 1] == 0)
        {
            Count--;
        }

        if (Count == 0)
        {
            SetZero();
        }
    }

    private void SetZero()
    {
        Count = 0;
        Scale = 0;
        HasMore = false;
    }

    private void Increment()
    {
        int i = Count - 1;
        while (i >= 0 && _digits[i] == 9)
        {
            i--;
        }

        if (i >= 0)
        {
            _digits[i]++;
            Count = i + 1;
            return;
        }

        // All nines, or none at all: the result is one digit further left.
        _digits[0] = 1;
        Count = 1;
        Scale++;
    }
}
