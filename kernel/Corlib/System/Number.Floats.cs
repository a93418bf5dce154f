using System.Runtime.CompilerServices;

namespace System;

// float and double to text.
internal static partial class Number
{
    // A double has at most 767 significant digits.
    private const int FloatDigitsRoom = 780;

    // How many digits always suffice to tell a value from its neighbours.
    private const int SingleRoundTripDigits = 9;
    private const int DoubleRoundTripDigits = 17;

    // Pictures such as "0.00" show no more digits than these.
    private const int SinglePictureDigits = 7;
    private const int DoublePictureDigits = 15;

    public static string FormatSingle(float value, string? format) => FormatFloat(FloatParts.Of(value), format);

    public static string FormatDouble(double value, string? format) => FormatFloat(FloatParts.Of(value), format);

    public static bool TryFormatSingle<TChar>(float value, ReadOnlySpan<char> format, Span<TChar> destination, out int written)
        where TChar : unmanaged, IUtfChar<TChar> => TryFormatFloat(FloatParts.Of(value), format, destination, out written);

    public static bool TryFormatDouble<TChar>(double value, ReadOnlySpan<char> format, Span<TChar> destination, out int written)
        where TChar : unmanaged, IUtfChar<TChar> => TryFormatFloat(FloatParts.Of(value), format, destination, out written);

    /// <summary>A float or double taken apart: mantissa * 2^exponent.</summary>
    private readonly struct FloatParts
    {
        public bool IsNegative { get; private init; }

        /// <summary>Null for finite numbers, else what is written for this one.</summary>
        public string? Symbol { get; private init; }

        public ulong Mantissa { get; private init; }

        public int Exponent { get; private init; }

        public bool IsBoundary { get; private init; }

        public int RoundTripDigits { get; private init; }

        public int PictureDigits { get; private init; }

        public static FloatParts Of(double value) => Of(
            BitConverter.DoubleToUInt64Bits(value), mantissaBits: 52, exponentBits: 11, DoubleRoundTripDigits, DoublePictureDigits);

        public static FloatParts Of(float value) => Of(
            BitConverter.SingleToUInt32Bits(value), mantissaBits: 23, exponentBits: 8, SingleRoundTripDigits, SinglePictureDigits);

        private static FloatParts Of(ulong bits, int mantissaBits, int exponentBits, int roundTripDigits, int pictureDigits)
        {
            int maxBiased = (1 << exponentBits) - 1;
            ulong fraction = bits & ((1ul << mantissaBits) - 1);
            int biased = (int)(bits >> mantissaBits) & maxBiased;
            bool negative = bits >> (mantissaBits + exponentBits) != 0;
            bool isNormal = biased != 0;
            return new FloatParts
            {
                IsNegative = negative,
                Symbol = biased != maxBiased ? null : fraction != 0 ? "NaN" : negative ? "-Infinity" : "Infinity",
                Mantissa = isNormal ? fraction | (1ul << mantissaBits) : fraction,
                Exponent = (isNormal ? biased : 1) - (maxBiased / 2) - mantissaBits,
                IsBoundary = fraction == 0 && biased > 1,
                RoundTripDigits = roundTripDigits,
                PictureDigits = pictureDigits,
            };
        }
    }

    private static string FormatFloat(in FloatParts value, ReadOnlySpan<char> format)
    {
        if (value.Symbol is not null)
        {
            return value.Symbol;
        }

        Span<char> text = stackalloc char[UsualTextRoom];
        int written;
        while (!TryFormatFloat(value, format, text, out written))
        {
            text = new char[checked(text.Length * 2)];
        }

        return new string(text.Slice(0, written));
    }

    [SkipLocalsInit]
    private static bool TryFormatFloat<TChar>(in FloatParts value, ReadOnlySpan<char> format, Span<TChar> destination, out int written)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        var writer = new NumberWriter<TChar>(destination);
        NumberFormat parsed = NumberFormat.Parse(format);
        if (value.Symbol is not null)
        {
            writer.Append(value.Symbol);
        }
        else
        {
            var digits = new DecimalDigits(stackalloc byte[FloatDigitsRoom]) { IsNegative = value.IsNegative };
            AppendFloat(ref writer, value, digits, parsed, format);
        }

        written = writer.IsTooShort ? 0 : writer.Position;
        return !writer.IsTooShort;
    }

    private static void AppendFloat<TChar>(
        ref NumberWriter<TChar> writer, in FloatParts value, scoped DecimalDigits digits, NumberFormat format, ReadOnlySpan<char> picture)
        where TChar : unmanaged, IUtfChar<TChar>
    {
        bool shortest = format.UpperLetter == 'R' || (format.UpperLetter == 'G' && format.Precision <= 0);
        if (shortest)
        {
            if (value.Mantissa != 0)
            {
                FloatToDecimal.Shortest(value.Mantissa, value.Exponent, value.IsBoundary, ref digits);
            }

            NumberLayout.AppendSign(ref writer, digits);
            NumberLayout.AppendGeneral(ref writer, digits, Math.Max(digits.Count, value.RoundTripDigits), format);
            return;
        }

        if (value.Mantissa != 0)
        {
            FloatToDecimal.Exact(value.Mantissa, value.Exponent, ref digits);
        }

        if (format.Letter == 0)
        {
            digits.Round(value.PictureDigits, halfToEven: true);
        }

        NumberLayout.Append(ref writer, digits, format, picture, isReal: true);
    }
}
