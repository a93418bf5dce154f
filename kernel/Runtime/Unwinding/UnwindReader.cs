namespace Internal.Runtime;

/// <summary>Reads the encodings of DWARF's call frame information, which are not aligned.</summary>
internal unsafe struct UnwindReader(byte* position)
{
    internal byte* Position { get; private set; } = position;

    internal byte Byte() => *Position++;

    internal ushort UInt16()
    {
        ushort value = *(ushort*)Position;
        Position += sizeof(ushort);
        return value;
    }

    internal uint UInt32()
    {
        uint value = *(uint*)Position;
        Position += sizeof(uint);
        return value;
    }

    internal byte* RelativePointer()
    {
        byte* target = Position + *(int*)Position;
        Position += sizeof(int);
        return target;
    }

    internal uint Varint()
    {
        uint value = 0;
        int shift = 0;
        byte part;
        do
        {
            part = *Position++;
            value |= (uint)(part & 0x7f) << shift;
            shift += 7;
        }
        while ((part & 0x80) != 0);

        return value;
    }

    internal int SignedVarint()
    {
        int value = 0;
        int shift = 0;
        byte part;
        do
        {
            part = *Position++;
            value |= (part & 0x7f) << shift;
            shift += 7;
        }
        while ((part & 0x80) != 0);

        bool isNegative = (part & 0x40) != 0 && shift < 32;
        return isNegative ? value | (-1 << shift) : value;
    }
}
