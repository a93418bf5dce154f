using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace System.Buffers.Binary;

/// <summary>Numbers of a stated byte order in spans of bytes.</summary>
public static partial class BinaryPrimitives
{
    public static byte ReverseEndianness(byte value) => value;

    public static sbyte ReverseEndianness(sbyte value) => value;

    [Intrinsic]
    public static short ReverseEndianness(short value) => (short)ReverseEndianness((ushort)value);

    [Intrinsic]
    public static ushort ReverseEndianness(ushort value) => (ushort)(value >> 8 | value << 8);

    [Intrinsic]
    public static int ReverseEndianness(int value) => (int)ReverseEndianness((uint)value);

    [Intrinsic]
    public static uint ReverseEndianness(uint value) =>
        value >> 24 | value >> 8 & 0xff00 | (value & 0xff00) << 8 | value << 24;

    [Intrinsic]
    public static long ReverseEndianness(long value) => (long)ReverseEndianness((ulong)value);

    [Intrinsic]
    public static ulong ReverseEndianness(ulong value) =>
        (ulong)ReverseEndianness((uint)value) << 32 | ReverseEndianness((uint)(value >> 32));

    private static ref byte Checked(ReadOnlySpan<byte> span, int size)
    {
        if (span.Length < size)
            throw new ArgumentOutOfRangeException("length");
        return ref MemoryMarshal.GetReference(span);
    }
}
