using System;

namespace Internal.Runtime;

/// <summary>Reads the members of an enumeration out of the symbol table, in the order of their values.</summary>
internal unsafe ref struct EnumMembers
{
    private readonly byte* _names;
    private byte* _next;
    private ulong _left;

    internal EnumMembers(byte* members, byte* names)
    {
        _names = names;
        _next = members;
        IsFlags = *_next++ != 0;
        _left = Varint();
        Count = (int)_left;
    }

    /// <summary>The enumeration is declared with [Flags].</summary>
    internal bool IsFlags { get; }

    internal int Count { get; }

    internal ulong Value { get; private set; }

    internal ReadOnlySpan<byte> Name { get; private set; }

    internal bool MoveNext()
    {
        if (_left == 0)
            return false;

        _left--;
        Value = Varint();
        Name = Symbols.TextAt(_names + Varint());
        return true;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = *_next++;
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
                return value;
        }
    }
}
