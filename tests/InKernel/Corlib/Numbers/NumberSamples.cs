using System;
using System.Globalization;
using System.Text;

namespace InKernel.Corlib.Numbers;

/// <summary>Numbers and texts of numbers that are likely to show mistakes.</summary>
internal static class NumberSamples
{
    private static readonly double[] s_special =
    [
        0, -0.0, 1, -1, 0.5, 1.5, 2.5, -0.5, 0.1, 0.2, 0.3, 1 / 3.0, 0.125, 0.375, 4.35, 9.995, 99.5, 999.5, 1e15, 1e16, 1e17, 1e22, 1e23, 123456789,
        double.Epsilon, double.MaxValue, double.MinValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 2.2250738585072014E-308,
        9007199254740992, 4503599627370496.5, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, ulong.MaxValue, 2147483648, 4294967296.5,
        -2147483649, 0.0001, 0.00001, 65535.99, 255.5, -128.9, 9.3e18,
    ];

    public static double Double(Lehmer random) => random.Next(6) switch
    {
        0 => s_special[random.Next(s_special.Length)],
        1 => BitConverter.UInt64BitsToDouble(random.Bits()),
        2 => (random.Next(2000000) - 1000000) / 1000.0,
        3 => (random.Next(200000) - 100000) / (double)(1 << random.Next(14)),
        4 => (long)random.Bits() >> random.Next(64),
        _ => random.Next(1 << 30) * 1e-25 * BitConverter.UInt64BitsToDouble((ulong)(1023 + random.Next(160)) << 52),
    };

    public static NumberStyles IntegerStyle(Lehmer random) => random.Next(10) switch
    {
        0 or 1 or 2 => NumberStyles.Integer,
        3 => NumberStyles.HexNumber,
        4 => NumberStyles.BinaryNumber,
        5 => NumberStyles.Number,
        6 => NumberStyles.Any,
        7 => NumberStyles.Float,
        8 => (NumberStyles)random.Next(0x100),
        _ => (NumberStyles)random.Next(0x1000),
    };

    public static string IntegerText(Lehmer random)
    {
        long value = (long)random.Bits() >> random.Next(64);
        return random.Next(8) switch
        {
            0 => Noise(random),
            1 => value.ToString("X"),
            2 => value.ToString("N0"),
            3 => " \t" + value.ToString() + " \0",
            4 => (value >> 40).ToString("B"),
            5 => value.ToString() + random.Next(100).ToString(),
            6 => (value >> 30).ToString() + "e" + random.Next(4).ToString(),
            _ => value.ToString(),
        };
    }

    public static string RealText(Lehmer random)
    {
        double value = Double(random);
        switch (random.Next(7))
        {
            case 0: return Noise(random);
            case 1: return value.ToString("E" + random.Next(24).ToString());
            case 2: return value.ToString("N3");
            case 3: return Digits(random, 1 + random.Next(40)) + "." + Digits(random, random.Next(40)) + "e" + (random.Next(680) - 350).ToString();
            case 4: return ExactlyBetween(random);
            case 5: return " " + value.ToString("F" + random.Next(30).ToString()) + "\0\0";
            default: return value.ToString();
        }
    }

    // Halfway between two neighbouring doubles, exactly or with something far behind that tips the balance.
    private static string ExactlyBetween(Lehmer random)
    {
        ulong mantissa = (1ul << 53) + ((random.Bits() >> 12) << 1) % (1ul << 53) + 1;
        string tail = random.Next(3) switch { 0 => "", 1 => ".0000000000000000000000000000001", _ => ".000" };
        return mantissa.ToString() + tail;
    }

    private static string Digits(Lehmer random, int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
            text.Append((char)('0' + random.Next(10)));
        return text.ToString();
    }

    private static string Noise(Lehmer random)
    {
        const string alphabet = "0123456789012345678901234567890 +-.,eE()xaF%\0\t\n";
        var text = new StringBuilder();
        for (int i = random.Next(9); i > 0; i--)
            text.Append(alphabet[random.Next(alphabet.Length)]);
        return text.ToString();
    }
}
