using System;
using System.Collections.Generic;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Verification.Checking;
using Ours = Renamed.System.Number;

namespace Verification.Properties.Corlib;

/// <summary>How the core library writes and reads numbers, against .NET: every format, any 64 bits as an integer or a float, and texts that are almost numbers.</summary>
internal sealed class NumberProperty : PropertyRun<NumberProperty.Operation>
{
    // Not among them: what the core library refuses, pictures with an exponent and currencies.
    private static readonly string?[] s_formats =
    [
        null, "", "G", "g", "D", "D1", "D12", "X", "x", "X8", "x20", "N", "N0", "N3", "F", "F0", "F7", "E", "e3", "E12", "P", "P1", "B", "B12", "R", "G1", "G5", "G17", "G30", "0", "00000", "#,##0.00", "0.###", "#;(#);zero", "%0",
        "\\#0", "'q'0", "Z", "D9999999999", "X-1", "F50",
    ];

    private static readonly NumberStyles[] s_styles =
        [NumberStyles.Integer, NumberStyles.None, NumberStyles.HexNumber, NumberStyles.Number, NumberStyles.Any & ~NumberStyles.AllowCurrencySymbol, NumberStyles.AllowLeadingSign, NumberStyles.BinaryNumber];

    private static readonly NumberStyles[] s_floatStyles =
        [NumberStyles.Float | NumberStyles.AllowThousands, NumberStyles.Float, NumberStyles.Number, NumberStyles.Any & ~NumberStyles.AllowCurrencySymbol, NumberStyles.AllowExponent];

    private static readonly string[] s_pieces = ["0", "1", "9", "7", "00", "123456789", "99999999999999999999", "-", "+", ".", ",", "e", "E", "e+", "E-", " ", "\t", "0x", "ff", "FF", "(", ")", "$", "\u00a4", "NaN", "Infinity", "-Infinity", "\u221e", "308", "324", "e400", "%", "a", "\0"];

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "The core library writes and reads numbers as .NET does", [], "corlib",
        Gen.Frequency(
            (3, from value in Numbers.Any64 from format in Gen.Choose(0, s_formats.Length - 1) select (Operation)new WriteInteger(value, format)),
            (3, from value in Numbers.Any64 from format in Gen.Choose(0, s_formats.Length - 1) select (Operation)new WriteFloat(value, format)),
            (2, from whole in Gen.Choose(-100000, 100000) from parts in Gen.Choose(1, 1000) from format in Gen.Choose(0, s_formats.Length - 1)
                select (Operation)new WriteFloat(BitConverter.DoubleToUInt64Bits((double)whole / parts), format)),
            (4, from text in Gen.ListOf(Gen.Elements(s_pieces), 4) from style in Gen.Choose(0, 6) select (Operation)new ReadInteger(string.Concat(text), style)),
            (4, from text in Gen.ListOf(Gen.Elements(s_pieces), 5) from style in Gen.Choose(0, 4) select (Operation)new ReadFloat(string.Concat(text), style)),
            (3, from value in Numbers.Any64 select (Operation)new ReadBack(value))),
        () => new NumberProperty(forgets: false),
        new PropertyOptions { Sequences = 40, MaxLength = 200, Machine = null },
        control: () => new NumberProperty(forgets: true));

    // The twin that must be found takes -0 for 0, and reads one digit less.
    private readonly bool _forgets;

    private NumberProperty(bool forgets) => _forgets = forgets;

    public abstract record Operation;

    public sealed record WriteInteger(ulong Value, int Format) : Operation;

    public sealed record WriteFloat(ulong Bits, int Format) : Operation;

    public sealed record ReadInteger(string Text, int Style) : Operation;

    public sealed record ReadFloat(string Text, int Style) : Operation;

    /// <summary>The shortest text of a float reads as the same float.</summary>
    public sealed record ReadBack(ulong Bits) : Operation;

    public override void Apply(Operation operation)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        switch (operation)
        {
            case WriteInteger write:
                string? format = s_formats[write.Format];
                long value = (long)write.Value;
                Same(() => value.ToString(format, culture), () => Ours.FormatSigned(value, 8, format), $"{value} as \"{format}\"");
                Same(() => ((int)value).ToString(format, culture), () => Ours.FormatSigned((int)value, 4, format), $"{(int)value} as \"{format}\"");
                Same(() => ((sbyte)value).ToString(format, culture), () => Ours.FormatSigned((sbyte)value, 1, format), $"{(sbyte)value} as \"{format}\"");
                Same(() => write.Value.ToString(format, culture), () => Ours.FormatUnsigned(write.Value, format), $"{write.Value} as \"{format}\"");
                break;
            case WriteFloat write:
                format = s_formats[write.Format];
                double number = BitConverter.UInt64BitsToDouble(write.Bits);
                float single = BitConverter.UInt32BitsToSingle((uint)(write.Bits >> 32));
                Same(() => number.ToString(format, culture), () => Ours.FormatDouble(_forgets ? number + 0.0 : number, format), $"{number:R} as \"{format}\"");
                Same(() => single.ToString(format, culture), () => Ours.FormatSingle(single, format), $"{single:R} as \"{format}\" (single)");
                break;
            case ReadInteger read:
                NumberStyles style = s_styles[read.Style];
                string text = read.Text;
                Same(() => long.Parse(text, style, culture), () => (long)Ours.ParseInteger<char>(Cut(text), style, 64, true, "an Int64"), $"\"{text}\" as long, {style}");
                Same(() => int.Parse(text, style, culture), () => (int)Ours.ParseInteger<char>(Cut(text), style, 32, true, "an Int32"), $"\"{text}\" as int, {style}");
                Same(() => byte.Parse(text, style, culture), () => (byte)Ours.ParseInteger<char>(Cut(text), style, 8, false, "a Byte"), $"\"{text}\" as byte, {style}");
                break;
            case ReadFloat read:
                style = s_floatStyles[read.Style];
                text = read.Text;
                Same(() => Bits(double.Parse(text, style, culture)), () => Bits(Ours.ParseDouble<char>(Cut(text), style)), $"\"{text}\" as double, {style}");
                Same(() => Bits(float.Parse(text, style, culture)), () => Bits(Ours.ParseSingle<char>(Cut(text), style)), $"\"{text}\" as float, {style}");
                break;
            case ReadBack read:
                number = BitConverter.UInt64BitsToDouble(read.Bits);
                if (double.IsNaN(number))
                    break;
                RequireEqual(Bits(number), Bits(Ours.ParseDouble<char>(Ours.FormatDouble(number, null), NumberStyles.Float)), $"{number:R} written and read");
                break;
        }
    }

    private ReadOnlySpan<char> Cut(string text) => _forgets && text.Length > 3 ? text.AsSpan(1) : text;

    private static string Bits(double value) => double.IsNaN(value) ? "NaN" : BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);

    private static void Same<T>(Func<T> theirs, Func<T> ours, string what) => RequireEqual(Outcome(theirs), Outcome(ours), what);

    private static string Outcome<T>(Func<T> call)
    {
        try
        {
            return $"{call()}";
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return e.GetType().Name;
        }
    }
}
