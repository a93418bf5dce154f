using System.Runtime.CompilerServices;

namespace System.Buffers.Binary;

// Big-endian numbers: the other way round than the machine stores numbers.
public static partial class BinaryPrimitives
{
    public static short ReadInt16BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(Unsafe.ReadUnaligned<short>(ref Checked(source, sizeof(short))));

    public static bool TryReadInt16BigEndian(ReadOnlySpan<byte> source, out short value)
    {
        bool fits = source.Length >= sizeof(short);
        value = fits ? ReadInt16BigEndian(source) : default;
        return fits;
    }

    public static void WriteInt16BigEndian(Span<byte> destination, short value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(short)), ReverseEndianness(value));

    public static bool TryWriteInt16BigEndian(Span<byte> destination, short value)
    {
        if (destination.Length < sizeof(short))
            return false;
        WriteInt16BigEndian(destination, value);
        return true;
    }

    public static ushort ReadUInt16BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(Unsafe.ReadUnaligned<ushort>(ref Checked(source, sizeof(ushort))));

    public static bool TryReadUInt16BigEndian(ReadOnlySpan<byte> source, out ushort value)
    {
        bool fits = source.Length >= sizeof(ushort);
        value = fits ? ReadUInt16BigEndian(source) : default;
        return fits;
    }

    public static void WriteUInt16BigEndian(Span<byte> destination, ushort value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(ushort)), ReverseEndianness(value));

    public static bool TryWriteUInt16BigEndian(Span<byte> destination, ushort value)
    {
        if (destination.Length < sizeof(ushort))
            return false;
        WriteUInt16BigEndian(destination, value);
        return true;
    }

    public static int ReadInt32BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(Unsafe.ReadUnaligned<int>(ref Checked(source, sizeof(int))));

    public static bool TryReadInt32BigEndian(ReadOnlySpan<byte> source, out int value)
    {
        bool fits = source.Length >= sizeof(int);
        value = fits ? ReadInt32BigEndian(source) : default;
        return fits;
    }

    public static void WriteInt32BigEndian(Span<byte> destination, int value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(int)), ReverseEndianness(value));

    public static bool TryWriteInt32BigEndian(Span<byte> destination, int value)
    {
        if (destination.Length < sizeof(int))
            return false;
        WriteInt32BigEndian(destination, value);
        return true;
    }

    public static uint ReadUInt32BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(Unsafe.ReadUnaligned<uint>(ref Checked(source, sizeof(uint))));

    public static bool TryReadUInt32BigEndian(ReadOnlySpan<byte> source, out uint value)
    {
        bool fits = source.Length >= sizeof(uint);
        value = fits ? ReadUInt32BigEndian(source) : default;
        return fits;
    }

    public static void WriteUInt32BigEndian(Span<byte> destination, uint value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(uint)), ReverseEndianness(value));

    public static bool TryWriteUInt32BigEndian(Span<byte> destination, uint value)
    {
        if (destination.Length < sizeof(uint))
            return false;
        WriteUInt32BigEndian(destination, value);
        return true;
    }

    public static long ReadInt64BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(Unsafe.ReadUnaligned<long>(ref Checked(source, sizeof(long))));

    public static bool TryReadInt64BigEndian(ReadOnlySpan<byte> source, out long value)
    {
        bool fits = source.Length >= sizeof(long);
        value = fits ? ReadInt64BigEndian(source) : default;
        return fits;
    }

    public static void WriteInt64BigEndian(Span<byte> destination, long value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(long)), ReverseEndianness(value));

    public static bool TryWriteInt64BigEndian(Span<byte> destination, long value)
    {
        if (destination.Length < sizeof(long))
            return false;
        WriteInt64BigEndian(destination, value);
        return true;
    }

    public static ulong ReadUInt64BigEndian(ReadOnlySpan<byte> source) => ReverseEndianness(Unsafe.ReadUnaligned<ulong>(ref Checked(source, sizeof(ulong))));

    public static bool TryReadUInt64BigEndian(ReadOnlySpan<byte> source, out ulong value)
    {
        bool fits = source.Length >= sizeof(ulong);
        value = fits ? ReadUInt64BigEndian(source) : default;
        return fits;
    }

    public static void WriteUInt64BigEndian(Span<byte> destination, ulong value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(ulong)), ReverseEndianness(value));

    public static bool TryWriteUInt64BigEndian(Span<byte> destination, ulong value)
    {
        if (destination.Length < sizeof(ulong))
            return false;
        WriteUInt64BigEndian(destination, value);
        return true;
    }
}
