using System.Runtime.CompilerServices;

namespace System;

public static unsafe class BitConverter
{
    public static readonly bool IsLittleEndian = true;

    [Intrinsic]
    public static long DoubleToInt64Bits(double value) => *(long*)&value;

    [Intrinsic]
    public static ulong DoubleToUInt64Bits(double value) => *(ulong*)&value;

    [Intrinsic]
    public static double Int64BitsToDouble(long value) => *(double*)&value;

    [Intrinsic]
    public static double UInt64BitsToDouble(ulong value) => *(double*)&value;

    [Intrinsic]
    public static int SingleToInt32Bits(float value) => *(int*)&value;

    [Intrinsic]
    public static uint SingleToUInt32Bits(float value) => *(uint*)&value;

    [Intrinsic]
    public static float Int32BitsToSingle(int value) => *(float*)&value;

    [Intrinsic]
    public static float UInt32BitsToSingle(uint value) => *(float*)&value;

    public static byte[] GetBytes(bool value) => [value ? (byte)1 : (byte)0];

    public static byte[] GetBytes(char value) => Bytes(value);

    public static byte[] GetBytes(short value) => Bytes(value);

    public static byte[] GetBytes(ushort value) => Bytes(value);

    public static byte[] GetBytes(int value) => Bytes(value);

    public static byte[] GetBytes(uint value) => Bytes(value);

    public static byte[] GetBytes(long value) => Bytes(value);

    public static byte[] GetBytes(ulong value) => Bytes(value);

    public static byte[] GetBytes(float value) => Bytes(value);

    public static byte[] GetBytes(double value) => Bytes(value);

    public static bool ToBoolean(ReadOnlySpan<byte> value) => Read<byte>(value) != 0;

    public static char ToChar(ReadOnlySpan<byte> value) => Read<char>(value);

    public static short ToInt16(ReadOnlySpan<byte> value) => Read<short>(value);

    public static ushort ToUInt16(ReadOnlySpan<byte> value) => Read<ushort>(value);

    public static int ToInt32(ReadOnlySpan<byte> value) => Read<int>(value);

    public static uint ToUInt32(ReadOnlySpan<byte> value) => Read<uint>(value);

    public static long ToInt64(ReadOnlySpan<byte> value) => Read<long>(value);

    public static ulong ToUInt64(ReadOnlySpan<byte> value) => Read<ulong>(value);

    public static float ToSingle(ReadOnlySpan<byte> value) => Read<float>(value);

    public static double ToDouble(ReadOnlySpan<byte> value) => Read<double>(value);

    public static short ToInt16(byte[] value, int startIndex) => Read<short>(value, startIndex);

    public static ushort ToUInt16(byte[] value, int startIndex) => Read<ushort>(value, startIndex);

    public static int ToInt32(byte[] value, int startIndex) => Read<int>(value, startIndex);

    public static uint ToUInt32(byte[] value, int startIndex) => Read<uint>(value, startIndex);

    public static long ToInt64(byte[] value, int startIndex) => Read<long>(value, startIndex);

    public static ulong ToUInt64(byte[] value, int startIndex) => Read<ulong>(value, startIndex);

    public static bool TryWriteBytes(Span<byte> destination, short value) => TryWrite(destination, value);

    public static bool TryWriteBytes(Span<byte> destination, ushort value) => TryWrite(destination, value);

    public static bool TryWriteBytes(Span<byte> destination, int value) => TryWrite(destination, value);

    public static bool TryWriteBytes(Span<byte> destination, uint value) => TryWrite(destination, value);

    public static bool TryWriteBytes(Span<byte> destination, long value) => TryWrite(destination, value);

    public static bool TryWriteBytes(Span<byte> destination, ulong value) => TryWrite(destination, value);

    private static byte[] Bytes<T>(T value)
        where T : unmanaged
    {
        var bytes = new byte[sizeof(T)];
        Unsafe.WriteUnaligned(ref bytes[0], value);
        return bytes;
    }

    private static T Read<T>(ReadOnlySpan<byte> source)
        where T : unmanaged
    {
        if (source.Length < sizeof(T))
        {
            ThrowHelper.ThrowOutOfRange("value");
        }

        return Unsafe.ReadUnaligned<T>(ref source.GetReference());
    }

    private static T Read<T>(byte[] value, int startIndex)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(value);
        if ((uint)startIndex >= (uint)value.Length)
        {
            ThrowHelper.ThrowOutOfRange(nameof(startIndex), "Index was out of range. Must be non-negative and less than the size of the collection.");
        }

        if (startIndex > value.Length - sizeof(T))
        {
            throw new ArgumentException("Destination array is not long enough to copy all the items in the collection. Check array index and length.", nameof(value));
        }

        return Unsafe.ReadUnaligned<T>(ref value[startIndex]);
    }

    private static bool TryWrite<T>(Span<byte> destination, T value)
        where T : unmanaged
    {
        if (destination.Length < sizeof(T))
        {
            return false;
        }

        Unsafe.WriteUnaligned(ref destination.GetReference(), value);
        return true;
    }
}
