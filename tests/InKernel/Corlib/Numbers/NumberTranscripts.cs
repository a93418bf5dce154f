using System;
using System.Globalization;
using System.Numerics;

namespace InKernel.Corlib.Numbers;

/// <summary>Random numbers to text, random text to numbers, in every type and format, good and bad.</summary>
public static class NumberTranscripts
{
    private static readonly string[] s_integerFormats =
    [
        "", "D", "d", "D1", "D12", "X", "x", "X2", "x16", "B", "b20", "N", "N0", "n3", "F", "F0", "f5", "E", "e0", "E12", "G", "g1", "G2",
        "G10", "P", "p0", "R", "0", "00000", "#", "#,##0", "#,##0.00", "0.0##", "#;minus #;none", "0%", "abc", "'x'0", "\\D0", "0,",
        "Z", "D0", "D1000000000", "Dx", "D-1", "X 2", "0.00;-;",
    ];

    private static readonly string[] s_realFormats =
    [
        "", "R", "G", "g", "G1", "G3", "g7", "G15", "G17", "G25", "F", "F0", "F1", "f3", "F17", "N", "N0", "N4", "E", "E0", "e3", "E16", "E30",
        "P", "P0", "P2", "0", "0.0", "0.00", "0.###", "#.##", "#,##0.0", "000.0", "0%", "#;neg #;zero", "0,.0", "Z", "D", "X4", "F1000000000",
    ];

    [KernelValue]
    public static string Integers_in_every_format()
    {
        var random = new Lehmer(201);
        var transcript = new Transcript();
        for (int i = 0; i < 1500; i++)
        {
            ulong bits = random.Bits() >> random.Next(64);
            if (random.Next(2) == 0)
                bits = 0 - bits;
            string format = s_integerFormats[random.Next(s_integerFormats.Length)];
            transcript.Try(() => ((sbyte)bits).ToString(format));
            transcript.Try(() => ((byte)bits).ToString(format));
            transcript.Try(() => ((short)bits).ToString(format));
            transcript.Try(() => ((ushort)bits).ToString(format));
            transcript.Try(() => ((int)bits).ToString(format));
            transcript.Try(() => ((uint)bits).ToString(format));
            transcript.Try(() => ((long)bits).ToString(format));
            transcript.Try(() => bits.ToString(format));
            transcript.Try(() => ((nint)bits).ToString(format));
            transcript.Try(() => ((nuint)bits).ToString(format));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Doubles_in_every_format()
    {
        var random = new Lehmer(202);
        var transcript = new Transcript();
        for (int i = 0; i < 800; i++)
        {
            double value = NumberSamples.Double(random);
            string format = s_realFormats[random.Next(s_realFormats.Length)];
            transcript.Add(value.ToString());
            transcript.Try(() => value.ToString(format));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Floats_in_every_format()
    {
        var random = new Lehmer(203);
        var transcript = new Transcript();
        for (int i = 0; i < 800; i++)
        {
            float value = random.Next(2) == 0 ? (float)NumberSamples.Double(random) : BitConverter.UInt32BitsToSingle((uint)random.Bits());
            string format = s_realFormats[random.Next(s_realFormats.Length)];
            transcript.Add(value.ToString());
            transcript.Try(() => value.ToString(format));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Integers_out_of_text()
    {
        var random = new Lehmer(204);
        var transcript = new Transcript();
        for (int i = 0; i < 1500; i++)
        {
            string text = NumberSamples.IntegerText(random);
            NumberStyles style = NumberSamples.IntegerStyle(random);
            transcript.Add(text);
            transcript.Try(() => sbyte.Parse(text, style).ToString());
            transcript.Try(() => byte.Parse(text, style).ToString());
            transcript.Try(() => short.Parse(text, style).ToString());
            transcript.Try(() => ushort.Parse(text, style).ToString());
            transcript.Try(() => int.Parse(text, style).ToString());
            transcript.Try(() => uint.Parse(text, style).ToString());
            transcript.Try(() => long.Parse(text, style).ToString());
            transcript.Try(() => ulong.Parse(text, style).ToString());
            transcript.Try(() => int.TryParse(text, style, null, out int value) + " " + value.ToString());
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Doubles_out_of_text()
    {
        var random = new Lehmer(205);
        var transcript = new Transcript();
        for (int i = 0; i < 1200; i++)
        {
            string text = NumberSamples.RealText(random);
            NumberStyles style = random.Next(4) == 0
                ? (NumberStyles)random.Next(0x100)
                : NumberStyles.Float | NumberStyles.AllowThousands;
            transcript.Add(text);
            transcript.Try(() => BitConverter.DoubleToUInt64Bits(double.Parse(text, style)).ToString("X16"));
            transcript.Try(() => BitConverter.SingleToUInt32Bits(float.Parse(text, style)).ToString("X8"));
            transcript.Try(() => double.TryParse(text, style, null, out double value) + " " + value.ToString());
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Texts_of_doubles_read_back()
    {
        var random = new Lehmer(206);
        var transcript = new Transcript();
        for (int i = 0; i < 1500; i++)
        {
            double value = BitConverter.UInt64BitsToDouble(random.Bits());
            float small = BitConverter.UInt32BitsToSingle((uint)random.Bits());
            transcript.Add(double.Parse(value.ToString()).Equals(value) && float.Parse(small.ToString()).Equals(small));
            transcript.Add(double.Parse(value.ToString("E16")).Equals(value));
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Conversions_between_numbers()
    {
        var random = new Lehmer(207);
        var transcript = new Transcript();
        for (int i = 0; i < 1000; i++)
        {
            double real = NumberSamples.Double(random);
            ulong bits = random.Bits() >> random.Next(64);
            transcript.Try(() => checked((int)real).ToString());
            transcript.Try(() => checked((uint)real).ToString());
            transcript.Try(() => checked((long)real).ToString());
            transcript.Try(() => checked((ulong)real).ToString());
            transcript.Try(() => checked((byte)real).ToString());
            transcript.Try(() => checked((int)bits).ToString());
            transcript.Try(() => checked((ushort)bits).ToString());
            transcript.Try(() => checked((ulong)(long)bits).ToString());
            transcript.Try(() => checked((int)bits * (int)(bits >> 7)).ToString());
            transcript.Try(() => checked((long)bits * (long)(bits >> 30)).ToString());
            transcript.Add(((float)bits).ToString("R"));
            transcript.Add(((double)bits).ToString("R"));
            transcript.Add(((double)(long)bits).ToString("R"));
            transcript.Add(((float)real).ToString("R"));
            transcript.Add(unchecked((int)real).ToString());
            transcript.Add(unchecked((ulong)real).ToString());
        }

        return transcript.ToString();
    }

    [KernelValue]
    public static string Generic_conversions_between_numbers()
    {
        var random = new Lehmer(208);
        var transcript = new Transcript();
        for (int i = 0; i < 150; i++)
        {
            ulong bits = random.Bits() >> random.Next(64);
            To(transcript, (int)bits);
            To(transcript, bits);
            To(transcript, (short)bits);
            To(transcript, NumberSamples.Double(random));
        }

        return transcript.ToString();
    }

    private static void To<T>(Transcript transcript, T value)
        where T : INumberBase<T>
    {
        Between<T, sbyte>(transcript, value);
        Between<T, byte>(transcript, value);
        Between<T, int>(transcript, value);
        Between<T, uint>(transcript, value);
        Between<T, long>(transcript, value);
        Between<T, ulong>(transcript, value);
        Between<T, nuint>(transcript, value);
        Between<T, double>(transcript, value);
        Between<T, float>(transcript, value);
    }

    private static void Between<TFrom, TTo>(Transcript transcript, TFrom value)
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo>
    {
        transcript.Try(() => TTo.CreateChecked(value).ToString());
        transcript.Add(TTo.CreateSaturating(value).ToString());
        transcript.Add(TTo.CreateTruncating(value).ToString());
    }
}
