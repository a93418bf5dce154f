using System;
using System.Buffers.Binary;
using System.Numerics;

namespace InKernel.Corlib.Numbers;

/// <summary>Arithmetic whose answers .NET knows.</summary>
public static class MathTranscripts
{
    [KernelValue]
    public static string Functions_of_integers()
    {
        var random = new Lehmer(211);
        var transcript = new Transcript();
        for (int i = 0; i < 600; i++)
        {
            int a = (int)random.Bits() >> random.Next(32);
            int b = (int)random.Bits() >> random.Next(32);
            long c = (long)random.Bits() >> random.Next(64);
            long d = (long)random.Bits() >> random.Next(64);
            transcript.Try(() => Math.Abs(a).ToString());
            transcript.Try(() => Math.Clamp(a, Math.Min(b, 7), Math.Max(b, -7)).ToString());
            transcript.Try(() => Math.Clamp(c, d, 100).ToString());
            transcript.Try(() => Math.DivRem(a, b).ToString());
            transcript.Try(() => Math.DivRem(c, d).ToString());
            transcript.Add(Math.Sign(c) + Math.Sign((short)a) + Math.Sign((sbyte)b));
            transcript.Add(Math.BigMul(a, b));
            transcript.Add(Math.BigMul((ulong)c, (ulong)d, out ulong low).ToString("X") + " " + low.ToString("X"));
            transcript.Add(Math.BigMul(c, d, out long signedLow).ToString() + " " + signedLow.ToString());
            transcript.Try(() => (a / b).ToString() + " " + (a % b).ToString());
            transcript.Try(() => (c / d).ToString() + " " + (c % d).ToString());
            transcript.Try(() => ((ulong)c / (ulong)d).ToString() + " " + ((ulong)c % (ulong)d).ToString());
            transcript.Try(() => checked(a + b).ToString());
            transcript.Try(() => checked(c - d).ToString());
            transcript.Try(() => checked(-c).ToString());
            transcript.Try(() => checked((uint)a - (uint)b).ToString());
            transcript.Add((c << (b & 255)) ^ (d >> (a & 255)) ^ (d >>> (b & 255)));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Functions_of_reals()
    {
        var random = new Lehmer(212);
        var transcript = new Transcript();
        for (int i = 0; i < 700; i++)
        {
            double a = NumberSamples.Double(random);
            double b = NumberSamples.Double(random);
            float f = (float)NumberSamples.Double(random);
            Add(transcript, Math.Floor(a), Math.Ceiling(a), Math.Truncate(a), Math.Round(a));
            Add(transcript, MathF.Floor(f), MathF.Ceiling(f), MathF.Truncate(f), MathF.Round(f));
            Add(transcript, Math.Round(a, MidpointRounding.AwayFromZero), Math.Round(a, MidpointRounding.ToZero),
                Math.Round(a, MidpointRounding.ToPositiveInfinity), Math.Round(a, MidpointRounding.ToNegativeInfinity));
            Add(transcript, Math.Sqrt(a), Math.Abs(a), Math.CopySign(a, b), MathF.Sqrt(f));
            Add(transcript, Math.Max(a, b), Math.Min(a, b), Math.Max(f, (float)b), Math.Min(f, (float)b));
            Add(transcript, a % b, a * b, a / b, a - b);
            Add(transcript, f % (float)b, f * (float)a, f / (float)b, f + (float)a);
            Add(transcript, Math.Round(a % 1e6, random.Next(10)), 0, 0, 0);
            transcript.Try(() => Math.Sign(a).ToString());
            transcript.Try(() => Math.Clamp(a, -1, b).ToString("R"));
            transcript.Add(a.CompareTo(b) + 3 * f.CompareTo((float)b));
            transcript.Add(a.Equals(b) ^ a == b ^ a < b ^ a >= b);
            transcript.Add(double.IsInteger(a) ^ double.IsNormal(a) ^ double.IsSubnormal(b) ^ double.IsFinite(a));
            transcript.Add(double.IsNegative(a) ^ double.IsEvenInteger(a) ^ double.IsOddInteger(b) ^ double.IsNaN(b));
        }

        return transcript.ToString();
    }

    private static void Add(Transcript transcript, double a, double b, double c, double d) =>
        transcript.Add(string.Join(' ', a.ToString("R"), b.ToString("R"), c.ToString("R"), d.ToString("R")));

    [KernelValue]
    public static string Bit_operations()
    {
        var random = new Lehmer(213);
        var transcript = new Transcript();
        for (int i = 0; i < 1000; i++)
        {
            ulong x = random.Bits() >> random.Next(64);
            uint y = (uint)x;
            int by = random.Next(200) - 100;
            transcript.Add(BitOperations.PopCount(x) + 100 * BitOperations.PopCount(y));
            transcript.Add(BitOperations.LeadingZeroCount(x) + 100 * BitOperations.LeadingZeroCount(y));
            transcript.Add(BitOperations.TrailingZeroCount(x) + 100 * BitOperations.TrailingZeroCount(y));
            transcript.Add(BitOperations.Log2(x) + 100 * BitOperations.Log2(y));
            transcript.Add(BitOperations.RoundUpToPowerOf2(x).ToString() + " " + BitOperations.RoundUpToPowerOf2(y).ToString());
            transcript.Add(BitOperations.RotateLeft(x, by).ToString() + " " + BitOperations.RotateRight(y, by).ToString());
            transcript.Add(BitOperations.RotateRight(x, by).ToString() + " " + BitOperations.RotateLeft(y, by).ToString());
            transcript.Add(BitOperations.IsPow2(x) ^ BitOperations.IsPow2((int)y));
            transcript.Add(BinaryPrimitives.ReverseEndianness(x).ToString() + " " + BinaryPrimitives.ReverseEndianness((short)y).ToString());
            Counts(transcript, (sbyte)x, by);
            Counts(transcript, (byte)x, by);
            Counts(transcript, (short)x, by);
            Counts(transcript, (ushort)x, by);
            Counts(transcript, (int)x, by);
            Counts(transcript, y, by);
            Counts(transcript, (long)x, by);
            Counts(transcript, x, by);
        }

        return transcript.ToString();
    }

    private static void Counts<T>(Transcript transcript, T x, int by)
        where T : IBinaryInteger<T>
    {
        transcript.Add(string.Join(' ', T.PopCount(x).ToString(), T.LeadingZeroCount(x).ToString(), T.TrailingZeroCount(x).ToString()));
        transcript.Add(string.Join(' ', T.RotateLeft(x, by).ToString(), T.RotateRight(x, by).ToString(), (x << by).ToString(), (x >> by).ToString()));
        transcript.Add((x >>> by).ToString() + " " + (~x).ToString() + " " + (-x).ToString() + " " + (x + x * x - T.One).ToString());
        transcript.Try(() => T.Log2(x).ToString());
        transcript.Try(() => T.Abs(x).ToString());
        transcript.Try(() => checked(-x).ToString());
        transcript.Try(() => checked(x * x).ToString());
        transcript.Try(() => T.CopySign(x, -T.One).ToString());
        transcript.Add(T.IsPow2(x) ^ T.IsNegative(x) ^ T.IsEvenInteger(x) ^ T.IsOddInteger(x));
        transcript.Add(T.Sign(x) + 2 * x.CompareTo(T.One));
    }

    [KernelValue]
    public static string Random_numbers_from_a_seed()
    {
        var transcript = new Transcript();
        foreach (int seed in (ReadOnlySpan<int>)[0, 1, 42, -42, int.MaxValue, int.MinValue, 161803398, 987654321])
        {
            var random = new Random(seed);
            for (int i = 0; i < 30; i++)
            {
                transcript.Add(random.Next());
                transcript.Add(random.Next(1000));
                transcript.Add(random.Next(-50, 50));
                transcript.Add(random.Next(int.MinValue, int.MaxValue));
                transcript.Add(random.NextInt64());
                transcript.Add(random.NextInt64(1_000_000_000_007));
                transcript.Add(random.NextInt64(-5, 1L << 40));
                transcript.Add(random.NextDouble().ToString("R"));
                transcript.Add(random.NextSingle().ToString("R"));
            }

            var bytes = new byte[20];
            random.NextBytes(bytes);
            transcript.Add(Convert.ToHexString(bytes));
            int[] cards = [1, 2, 3, 4, 5, 6, 7, 8, 9];
            random.Shuffle(cards);
            transcript.Add(string.Join(',', cards));
        }

        return transcript.ToString();
    }
}
