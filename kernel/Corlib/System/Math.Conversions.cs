namespace System;

// What the compiler calls for `checked` conversions from floating point. NaN fails every comparison and so throws.
public static partial class Math
{
    private const double TwoToThe31 = 2147483648.0;
    private const double TwoToThe32 = 4294967296.0;
    private const double TwoToThe63 = 9223372036854775808.0;
    private const double TwoToThe64 = 18446744073709551616.0;

    private static int ConvertToInt32Checked(double value) =>
        value > -TwoToThe31 - 1 && value < TwoToThe31 ? (int)value : throw new OverflowException();

    private static uint ConvertToUInt32Checked(double value) =>
        value > -1 && value < TwoToThe32 ? (uint)value : throw new OverflowException();

    private static long ConvertToInt64Checked(double value) =>
        value >= -TwoToThe63 && value < TwoToThe63 ? (long)value : throw new OverflowException();

    private static ulong ConvertToUInt64Checked(double value) =>
        value > -1 && value < TwoToThe64 ? (ulong)value : throw new OverflowException();
}
