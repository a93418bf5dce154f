namespace System;

/// <summary>
/// Repeatable random numbers: the same seed gives the same numbers, the very ones .NET gives. Not for secrets, and
/// there is none without a seed.
/// </summary>
/// <remarks>Knuth's subtractive generator: x[n] = x[n-55] - x[n-34] modulo 2^31 - 1.</remarks>
public class Random
{
    private const int Lag = 55;
    private const int OtherLag = 21;
    private const int Modulus = int.MaxValue;

    // Elements 1 to 55; the recurrence is easier to read without an offset.
    private readonly int[] _state = new int[Lag + 1];
    private int _next;
    private int _other = OtherLag;

    public Random(int seed)
    {
        int last = 161803398 - (seed == int.MinValue ? int.MaxValue : Math.Abs(seed));
        _state[Lag] = last;
        int current = 1;
        int place = 0;
        for (int i = 1; i < Lag; i++)
        {
            place = (place + OtherLag) % Lag;
            _state[place] = current;
            current = last - current;
            current += current < 0 ? Modulus : 0;
            last = _state[place];
        }

        for (int round = 0; round < 4; round++)
        {
            for (int i = 1; i <= Lag; i++)
            {
                int n = i + 30;
                _state[i] -= _state[1 + (n >= Lag ? n - Lag : n)];
                _state[i] += _state[i] < 0 ? Modulus : 0;
            }
        }
    }

    /// <summary>From 0 to <see cref="int.MaxValue"/> - 1.</summary>
    public virtual int Next() => Sample();

    public virtual int Next(int maxValue)
    {
        if (maxValue < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(maxValue), "'maxValue' must be greater than zero.");
        }

        return (int)(NextDouble() * maxValue);
    }

    public virtual int Next(int minValue, int maxValue)
    {
        CheckOrder(minValue, maxValue);
        long range = (long)maxValue - minValue;
        return range <= int.MaxValue
            ? (int)(NextDouble() * range) + minValue
            : (int)((long)(LargeSample() * range) + minValue);
    }

    public virtual long NextInt64()
    {
        while (true)
        {
            ulong result = NextUInt64() >> 1;
            if (result != long.MaxValue)
            {
                return (long)result;
            }
        }
    }

    public virtual long NextInt64(long maxValue)
    {
        if (maxValue < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(maxValue), "'maxValue' must be greater than zero.");
        }

        return NextInt64(0, maxValue);
    }

    public virtual long NextInt64(long minValue, long maxValue)
    {
        CheckOrder(minValue, maxValue);
        ulong range = (ulong)(maxValue - minValue);
        if (range <= 1)
        {
            return minValue;
        }

        // As many bits as the range needs, again and again until they fall into it: all results are equally likely.
        int bits = Numerics.BitOperations.Log2(range - 1) + 1;
        while (true)
        {
            ulong result = NextUInt64() >> (64 - bits);
            if (result < range)
            {
                return (long)result + minValue;
            }
        }
    }

    public virtual double NextDouble() => Sample() * (1.0 / Modulus);

    public virtual float NextSingle()
    {
        while (true)
        {
            // Rounding can give 1, which is out of range.
            float result = (float)NextDouble();
            if (result < 1)
            {
                return result;
            }
        }
    }

    public virtual void NextBytes(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        NextBytes(buffer.AsSpan());
    }

    public virtual void NextBytes(Span<byte> buffer)
    {
        foreach (ref byte b in buffer)
        {
            b = (byte)Sample();
        }
    }

    public void Shuffle<T>(T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Shuffle(values.AsSpan());
    }

    public void Shuffle<T>(Span<T> values)
    {
        for (int i = 0; i < values.Length - 1; i++)
        {
            int j = Next(i, values.Length);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private int Sample()
    {
        _next = _next == Lag ? 1 : _next + 1;
        _other = _other == Lag ? 1 : _other + 1;
        int result = _state[_next] - _state[_other];
        if (result == Modulus)
        {
            result--;
        }

        result += result < 0 ? Modulus : 0;
        _state[_next] = result;
        return result;
    }

    // Twice the range of a sample: its size from one, its sign from another.
    private double LargeSample()
    {
        int magnitude = Sample();
        int signed = Sample() % 2 == 0 ? -magnitude : magnitude;
        return (signed + (int.MaxValue - 1.0)) / (2 * (uint)int.MaxValue - 1);
    }

    private ulong NextUInt64() =>
        (uint)Next(1 << 22) | ((ulong)(uint)Next(1 << 22) << 22) | ((ulong)(uint)Next(1 << 20) << 44);

    private static void CheckOrder(long minValue, long maxValue)
    {
        if (minValue > maxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(minValue), "'minValue' cannot be greater than maxValue.");
        }
    }
}
