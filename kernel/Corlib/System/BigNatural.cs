using System.Numerics;

namespace System;

/// <summary>
/// A natural number of many words, in memory that the caller supplies (usually its stack). It exists to convert
/// between binary and decimal fractions exactly; the caller makes the room large enough for the results.
/// </summary>
internal ref struct BigNatural
{
    // 10^9 is the largest power of ten in a word, 5^13 the largest power of five.
    private const uint TenToThe9 = 1_000_000_000;
    private const uint FiveToThe13 = 1_220_703_125;

    private readonly Span<uint> _words;
    private int _count;

    /// <summary>Zero, with room for as many words as the span has.</summary>
    public BigNatural(Span<uint> room)
    {
        _words = room;
        _count = 0;
    }

    public readonly bool IsZero => _count == 0;

    public void Set(ulong value)
    {
        _count = 0;
        for (; value != 0; value >>= 32)
        {
            _words[_count++] = (uint)value;
        }
    }

    public void Set(scoped in BigNatural other)
    {
        other._words.Slice(0, other._count).CopyTo(_words);
        _count = other._count;
    }

    /// <summary>this = this * factor + addend.</summary>
    public void MultiplyAdd(uint factor, uint addend)
    {
        ulong carry = addend;
        for (int i = 0; i < _count; i++)
        {
            carry += (ulong)_words[i] * factor;
            _words[i] = (uint)carry;
            carry >>= 32;
        }

        if (carry != 0)
        {
            _words[_count++] = (uint)carry;
        }
    }

    public void MultiplyByPowerOfTen(int exponent)
    {
        // 10^n = 5^n * 2^n, and the second factor is a shift.
        int left = exponent;
        for (; left >= 13; left -= 13)
        {
            MultiplyAdd(FiveToThe13, 0);
        }

        uint rest = 1;
        for (; left > 0; left--)
        {
            rest *= 5;
        }

        MultiplyAdd(rest, 0);
        ShiftLeft(exponent);
    }

    public void ShiftLeft(int bits)
    {
        if (_count == 0 || bits == 0)
        {
            return;
        }

        int words = bits / 32;
        int shift = bits % 32;
        uint spill = shift == 0 ? 0 : _words[_count - 1] >> (32 - shift);
        for (int i = _count - 1; i >= 0; i--)
        {
            uint fromBelow = shift == 0 || i == 0 ? 0 : _words[i - 1] >> (32 - shift);
            _words[i + words] = (_words[i] << shift) | fromBelow;
        }

        _words.Slice(0, words).Clear();
        _count += words;
        if (spill != 0)
        {
            _words[_count++] = spill;
        }
    }

    /// <summary>Divides by 10^9 and returns the remainder: the nine lowest decimal digits.</summary>
    public uint TakeLowNineDigits()
    {
        ulong remainder = 0;
        for (int i = _count - 1; i >= 0; i--)
        {
            ulong value = (remainder << 32) | _words[i];
            _words[i] = (uint)(value / TenToThe9);
            remainder = value % TenToThe9;
        }

        Trim();
        return (uint)remainder;
    }

    /// <summary>Takes the bits from <paramref name="position"/> up out of the number and returns them (at most 32).</summary>
    public uint TakeBitsFrom(int position)
    {
        int word = position / 32;
        int shift = position % 32;
        if (word >= _count)
        {
            return 0;
        }

        ulong high = word + 1 < _count ? _words[word + 1] : 0;
        uint taken = (uint)(((high << 32) | _words[word]) >> shift);
        _words[word] &= (1u << shift) - 1;
        _count = word + 1;
        Trim();
        return taken;
    }

    /// <summary>Divides this by <paramref name="divisor"/>, keeps the remainder and returns the quotient, which must be below ten.</summary>
    public int TakeDigit(scoped in BigNatural divisor)
    {
        // The top words give the quotient or one or two less; subtracting finds out.
        int digit = 0;
        if (_count == divisor._count && _count > 0)
        {
            digit = (int)(_words[_count - 1] / ((ulong)divisor._words[_count - 1] + 1));
            if (digit > 0)
            {
                SubtractMultiple(divisor, (uint)digit);
            }
        }

        while (Compare(this, divisor) >= 0)
        {
            SubtractMultiple(divisor, 1);
            digit++;
        }

        return digit;
    }

    public void Add(scoped in BigNatural other)
    {
        ulong carry = 0;
        int count = _count > other._count ? _count : other._count;
        for (int i = 0; i < count; i++)
        {
            carry += (i < _count ? _words[i] : 0ul) + (i < other._count ? other._words[i] : 0ul);
            _words[i] = (uint)carry;
            carry >>= 32;
        }

        _count = count;
        if (carry != 0)
        {
            _words[_count++] = (uint)carry;
        }
    }

    public static int Compare(scoped in BigNatural left, scoped in BigNatural right)
    {
        if (left._count != right._count)
        {
            return left._count < right._count ? -1 : 1;
        }

        for (int i = left._count - 1; i >= 0; i--)
        {
            if (left._words[i] != right._words[i])
            {
                return left._words[i] < right._words[i] ? -1 : 1;
            }
        }

        return 0;
    }

    // this -= other * factor, which must not exceed this.
    private void SubtractMultiple(scoped in BigNatural other, uint factor)
    {
        ulong carry = 0;
        long borrow = 0;
        for (int i = 0; i < _count; i++)
        {
            carry += i < other._count ? (ulong)other._words[i] * factor : 0;
            long difference = (long)_words[i] - (uint)carry + borrow;
            _words[i] = (uint)difference;
            borrow = difference >> 32;
            carry >>= 32;
        }

        Trim();
    }

    private void Trim()
    {
        while (_count > 0 && _words[_count - 1] == 0)
        {
            _count--;
        }
    }
}
