namespace System;

/// <summary>Numbers in other bases, bytes as hexadecimal text, checked conversions.</summary>
public static class Convert
{
    public static string ToHexString(byte[] inArray)
    {
        ArgumentNullException.ThrowIfNull(inArray);
        return ToHexString(inArray.AsSpan());
    }

    public static string ToHexString(ReadOnlySpan<byte> bytes) => ToHex(bytes, "0123456789ABCDEF");

    public static string ToHexStringLower(byte[] inArray)
    {
        ArgumentNullException.ThrowIfNull(inArray);
        return ToHexStringLower(inArray.AsSpan());
    }

    public static string ToHexStringLower(ReadOnlySpan<byte> bytes) => ToHex(bytes, "0123456789abcdef");

    public static byte[] FromHexString(string s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return FromHexString(s.AsSpan());
    }

    public static byte[] FromHexString(ReadOnlySpan<char> chars)
    {
        if (chars.Length % 2 != 0)
        {
            throw new FormatException("The input is not a valid hex string as its length is not a multiple of 2.");
        }

        var bytes = new byte[chars.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            int high = Number.HexDigit(chars[2 * i]);
            int low = Number.HexDigit(chars[2 * i + 1]);
            if ((high | low) < 0)
            {
                throw new FormatException("The input is not a valid hex string as it contains a non-hex character.");
            }

            bytes[i] = (byte)(high << 4 | low);
        }

        return bytes;
    }

    public static byte ToByte(string? value, int fromBase) => (byte)Parse(value, fromBase, 8, signed: false);

    public static short ToInt16(string? value, int fromBase) => (short)Parse(value, fromBase, 16, signed: true);

    public static ushort ToUInt16(string? value, int fromBase) => (ushort)Parse(value, fromBase, 16, signed: false);

    public static int ToInt32(string? value, int fromBase) => (int)Parse(value, fromBase, 32, signed: true);

    public static uint ToUInt32(string? value, int fromBase) => (uint)Parse(value, fromBase, 32, signed: false);

    public static long ToInt64(string? value, int fromBase) => (long)Parse(value, fromBase, 64, signed: true);

    public static ulong ToUInt64(string? value, int fromBase) => Parse(value, fromBase, 64, signed: false);

    public static int ToInt32(string? value) => value is null ? 0 : int.Parse(value);

    public static long ToInt64(string? value) => value is null ? 0 : long.Parse(value);

    public static string ToString(byte value, int toBase) => ToBase(value, value, toBase);

    public static string ToString(short value, int toBase) => ToBase(value, (ushort)value, toBase);

    public static string ToString(int value, int toBase) => ToBase(value, (uint)value, toBase);

    public static string ToString(long value, int toBase) => ToBase(value, (ulong)value, toBase);

    private static string ToHex(ReadOnlySpan<byte> bytes, string digits)
    {
        string result = string.Allocate(checked(bytes.Length * 2));
        var text = new Span<char>(ref result.GetReference(), result.Length);
        for (int i = 0; i < bytes.Length; i++)
        {
            text[2 * i] = digits[bytes[i] >> 4];
            text[2 * i + 1] = digits[bytes[i] & 0xF];
        }

        return result;
    }

    // Decimal keeps the sign; the other bases show the bits.
    private static string ToBase(long value, ulong bits, int toBase)
    {
        CheckBase(toBase);
        if (toBase == 10)
        {
            return value.ToString();
        }

        int bitsPerDigit = toBase == 16 ? 4 : toBase == 8 ? 3 : 1;
        Span<char> text = stackalloc char[64];
        int start = text.Length;
        do
        {
            text[--start] = "0123456789abcdef"[(int)(bits & (uint)(toBase - 1))];
            bits >>= bitsPerDigit;
        }
        while (bits != 0);
        return new string(text.Slice(start));
    }

    private static ulong Parse(string? value, int fromBase, int bits, bool signed)
    {
        CheckBase(fromBase);
        if (value is null)
        {
            return 0;
        }

        if (value.Length == 0)
        {
            // The message stands in the name's place; so it does in .NET.
            throw new ArgumentOutOfRangeException("Index was out of range. Must be non-negative and less than the size of the collection.");
        }

        ReadOnlySpan<char> digits = value;
        bool negative = digits[0] == '-';
        if (negative && fromBase != 10)
        {
            throw new ArgumentException("String cannot contain a minus sign if the base is not 10.");
        }

        if (negative && !signed)
        {
            throw new OverflowException("The string was being parsed as an unsigned number and could not have a negative sign.");
        }

        digits = digits.Slice(negative || digits[0] == '+' ? 1 : 0);
        if (fromBase == 16 && digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            digits = digits.Slice(2);
        }

        // Only decimal numbers have a sign; in the other bases the bits are given.
        bool hasSign = fromBase == 10 && signed;
        ulong limit = hasSign ? (ulong.MaxValue >> (65 - bits)) + (negative ? 1ul : 0) : ulong.MaxValue >> (64 - bits);
        ulong magnitude = ParseDigits(digits, fromBase, limit, hasSign ? "an Int" : "a UInt", bits);
        return negative ? 0 - magnitude : magnitude;
    }

    private static ulong ParseDigits(ReadOnlySpan<char> digits, int fromBase, ulong max, string type, int bits)
    {
        ulong result = 0;
        int i = 0;
        for (; i < digits.Length; i++)
        {
            int digit = Number.HexDigit(digits[i]);
            if ((uint)digit >= (uint)fromBase)
            {
                break;
            }

            if (result > (max - (uint)digit) / (uint)fromBase)
            {
                throw new OverflowException(string.Concat("Value was either too large or too small for ", type, bits.ToString(), "."));
            }

            result = result * (uint)fromBase + (uint)digit;
        }

        if (i == 0)
        {
            throw new FormatException("Could not find any recognizable digits.");
        }

        return i == digits.Length ? result : throw new FormatException("Additional non-parsable characters are at the end of the string.");
    }

    private static void CheckBase(int @base)
    {
        if (@base is not 2 and not 8 and not 10 and not 16)
        {
            throw new ArgumentException("Invalid Base.");
        }
    }
}
