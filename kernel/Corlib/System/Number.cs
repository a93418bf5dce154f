namespace System;

/// <summary>Conversion between numbers and text.</summary>
internal static unsafe class Number
{
    public static string Int64ToDecimal(long value) =>
        value < 0 ? ToDecimal((ulong)-value, negative: true) : ToDecimal((ulong)value, negative: false);

    public static string UInt64ToDecimal(ulong value) => ToDecimal(value, negative: false);

    private static string ToDecimal(ulong value, bool negative)
    {
        char* buffer = stackalloc char[20];
        char* end = buffer + 20;
        char* p = end;
        do
        {
            (value, ulong digit) = (value / 10, value % 10);
            *--p = (char)('0' + digit);
        }
        while (value != 0);
        if (negative)
        {
            *--p = '-';
        }

        return new string(p, 0, (int)(end - p));
    }
}
