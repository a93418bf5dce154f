using System;

namespace InKernel.Runtime;

/// <summary>Arithmetic on random numbers, as the compiler compiles it.</summary>
public static class LanguageTranscripts
{
    private const int Operations = 1500;

    [KernelValue]
    public static string Integer_arithmetic()
    {
        var random = new Lehmer(301);
        var transcript = new Transcript();
        for (int i = 0; i < Operations; i++)
        {
            long a = (long)random.Bits() >> random.Next(64);
            long b = (long)random.Bits() >> random.Next(64);
            int count = random.Next(80);
            transcript.Add(unchecked(a + b) ^ unchecked(a * b) ^ (a - b) ^ (a << count) ^ (b >> count) ^ (a >>> count));
            transcript.Try(() => checked(a + b).ToString());
            transcript.Try(() => checked(a * b).ToString());
            transcript.Try(() => (a / b).ToString() + " " + (a % b).ToString());
            transcript.Try(() => checked((int)a - (int)b).ToString());
            transcript.Try(() => checked((int)a * (int)b).ToString());
            transcript.Try(() => ((int)a / (int)b).ToString() + " " + ((int)a % (int)b).ToString());
            transcript.Try(() => ((ulong)a / (ulong)b).ToString() + " " + ((uint)a % (uint)b).ToString());
            transcript.Try(() => checked((byte)a).ToString() + checked((sbyte)b).ToString());
            transcript.Try(() => checked((ushort)a).ToString() + checked((short)b).ToString());
            transcript.Try(() => checked((uint)a).ToString() + checked((ulong)b).ToString());
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Conversions_of_floating_point_numbers()
    {
        var random = new Lehmer(302);
        var transcript = new Transcript();
        for (int i = 0; i < Operations; i++)
        {
            // Of the size of integers, so that some fit and some do not; now and then of any size.
            double number = (long)random.Bits() / (double)(1L << random.Next(63)) * (random.Next(4) == 0 ? 1e10 : 1);
            if (random.Next(20) == 0)
                number = BitConverter.UInt64BitsToDouble(random.Bits());
            transcript.Add(BitConverter.DoubleToInt64Bits((double)(float)number));
            transcript.Try(() => checked((int)number).ToString());
            transcript.Try(() => checked((uint)number).ToString());
            transcript.Try(() => checked((long)number).ToString());
            transcript.Try(() => checked((ulong)number).ToString());
            transcript.Try(() => checked((short)number).ToString());
            transcript.Add(unchecked((int)number));
            transcript.Add(unchecked((long)number));
            transcript.Add(unchecked((long)(ulong)number));
            transcript.Add(BitConverter.DoubleToInt64Bits(number % 7.25));
            transcript.Add(BitConverter.DoubleToInt64Bits((double)random.Bits()));
            transcript.Add(BitConverter.SingleToInt32Bits((float)random.Bits()));
        }

        return transcript.ToString();
    }
}
