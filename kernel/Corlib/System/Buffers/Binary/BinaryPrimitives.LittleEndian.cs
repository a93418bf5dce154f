using System.Runtime.CompilerServices;

namespace System.Buffers.Binary;

// Little-endian numbers: as the machine itself stores numbers.
public static partial class BinaryPrimitives
{
    public static short ReadInt16LittleEndian(ReadOnlySpan<byte> source) => Unsafe.ReadUnaligned<short>(ref Checked(source, sizeof(short)));

    public static bool TryReadInt16LittleEndian(ReadOnlySpan<byte> source, out short value)
    {
        bool fits = source.Length >= sizeof(short);
        value = fits ? ReadInt16LittleEndian(source) : default;
        return fits;
    }

    public static void WriteInt16LittleEndian(Span<byte> destination, short value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(short)), value);

    public static bool TryWriteInt16LittleEndian(Span<byte> destination, short value)
    {
        if (destination.Length < sizeof(short))
            return false;
        WriteInt16LittleEndian(destination, value);
        return true;
    }

    public static ushort ReadUInt16LittleEndian(ReadOnlySpan<byte> source) => Unsafe.ReadUnaligned<ushort>(ref Checked(source, sizeof(ushort)));

    public static bool TryReadUInt16LittleEndian(ReadOnlySpan<byte> source, out ushort value)
    {
        bool fits = source.Length >= sizeof(ushort);
        value = fits ? ReadUInt16LittleEndian(source) : default;
        return fits;
    }

    public static void WriteUInt16LittleEndian(Span<byte> destination, ushort value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(ushort)), value);

    public static bool TryWriteUInt16LittleEndian(Span<byte> destination, ushort value)
    {
        if (destination.Length < sizeof(ushort))
            return false;
        WriteUInt16LittleEndian(destination, value);
        return true;
    }

    public static int ReadInt32LittleEndian(ReadOnlySpan<byte> source) => Unsafe.ReadUnaligned<int>(ref Checked(source, sizeof(int)));

    public static bool TryReadInt32LittleEndian(ReadOnlySpan<byte> source, out int value)
    {
        bool fits = source.Length >= sizeof(int);
        value = fits ? ReadInt32LittleEndian(source) : default;
        return fits;
    }

    public static void WriteInt32LittleEndian(Span<byte> destination, int value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(int)), value);

    public static bool TryWriteInt32LittleEndian(Span<byte> destination, int value)
    {
        if (destination.Length < sizeof(int))
            return false;
        WriteInt32LittleEndian(destination, value);
        return true;
    }

    public static uint ReadUInt32LittleEndian(ReadOnlySpan<byte> source) => Unsafe.ReadUnaligned<uint>(ref Checked(source, sizeof(uint)));

    public static bool TryReadUInt32LittleEndian(ReadOnlySpan<byte> source, out uint value)
    {
        bool fits = source.Length >= sizeof(uint);
        value = fits ? ReadUInt32LittleEndian(source) : default;
        return fits;
    }

    public static void WriteUInt32LittleEndian(Span<byte> destination, uint value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(uint)), value);

    public static bool TryWriteUInt32LittleEndian(Span<byte> destination, uint value)
    {
        if (destination.Length < sizeof(uint))
            return false;
        WriteUInt32LittleEndian(destination, value);
        return true;
    }

    public static long ReadInt64LittleEndian(ReadOnlySpan<byte> source) => Unsafe.ReadUnaligned<long>(ref Checked(source, sizeof(long)));

    public static bool TryReadInt64LittleEndian(ReadOnlySpan<byte> source, out long value)
    {
        bool fits = source.Length >= sizeof(long);
        value = fits ? ReadInt64LittleEndian(source) : default;
        return fits;
    }

    public static void WriteInt64LittleEndian(Span<byte> destination, long value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(long)), value);

    public static bool TryWriteInt64LittleEndian(Span<byte> destination, long value)
    {
        if (destination.Length < sizeof(long))
            return false;
        WriteInt64LittleEndian(destination, value);
        return true;
    }

    public static ulong ReadUInt64LittleEndian(ReadOnlySpan<byte> source) => Unsafe.ReadUnaligned<ulong>(ref Checked(source, sizeof(ulong)));

    public static bool TryReadUInt64LittleEndian(ReadOnlySpan<byte> source, out ulong value)
    {
        bool fits = source.Length >= sizeof(ulong);
        value = fits ? ReadUInt64LittleEndian(source) : default;
        return fits;
    }

    public static void WriteUInt64LittleEndian(Span<byte> destination, ulong value) => Unsafe.WriteUnaligned(ref Checked(destination, sizeof(ulong)), value);

    public static bool TryWriteUInt64LittleEndian(Span<byte> destination, ulong value)
    {
        if (destination.Length < sizeof(ulong))
            return false;
        WriteUInt64LittleEndian(destination, value);
        return true;
    }
}
