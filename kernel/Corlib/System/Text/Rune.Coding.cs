using System.Buffers;

namespace System.Text;

public readonly partial struct Rune
{
    public bool TryEncodeToUtf16(Span<char> destination, out int charsWritten)
    {
        charsWritten = Utf16SequenceLength;
        if (destination.Length < charsWritten)
        {
            charsWritten = 0;
            return false;
        }

        if (IsBmp)
        {
            destination[0] = (char)_value;
        }
        else
        {
            destination[1] = (char)(FirstLowSurrogate + (_value & 0x3ff));
            destination[0] = (char)(FirstSurrogate + ((_value - FirstSupplementary) >> 10));
        }

        return true;
    }

    public int EncodeToUtf16(Span<char> destination) =>
        TryEncodeToUtf16(destination, out int written) ? written : throw TooShort(nameof(destination));

    public bool TryEncodeToUtf8(Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = Utf8SequenceLength;
        if (destination.Length < bytesWritten)
        {
            bytesWritten = 0;
            return false;
        }

        if (bytesWritten == 1)
        {
            destination[0] = (byte)_value;
            return true;
        }

        // Six bits go to each byte from the last on; the first tells the length by as many ones.
        uint rest = _value;
        for (int i = bytesWritten - 1; i > 0; i--, rest >>= 6)
            destination[i] = (byte)(0x80 | (rest & 0x3f));
        destination[0] = (byte)(rest | (0xf00u >> bytesWritten));
        return true;
    }

    public int EncodeToUtf8(Span<byte> destination) =>
        TryEncodeToUtf8(destination, out int written) ? written : throw TooShort(nameof(destination));

    public static OperationStatus DecodeFromUtf16(ReadOnlySpan<char> source, out Rune result, out int charsConsumed)
    {
        result = ReplacementChar;
        charsConsumed = 0;
        if (source.IsEmpty)
            return OperationStatus.NeedMoreData;

        charsConsumed = 1;
        if (!char.IsSurrogate(source[0]))
        {
            result = Unchecked(source[0]);
            return OperationStatus.Done;
        }

        if (source.Length == 1)
            return char.IsHighSurrogate(source[0]) ? OperationStatus.NeedMoreData : OperationStatus.InvalidData;
        if (!TryCreate(source[0], source[1], out Rune pair))
            return OperationStatus.InvalidData;
        result = pair;
        charsConsumed = 2;
        return OperationStatus.Done;
    }

    /// <summary>Decodes the first scalar value. If there is none, the bytes consumed are the longest start of a valid
    /// sequence, but at least one: table 3-7 of the Unicode standard restricts the second byte after some first bytes.</summary>
    public static OperationStatus DecodeFromUtf8(ReadOnlySpan<byte> source, out Rune result, out int bytesConsumed)
    {
        result = ReplacementChar;
        bytesConsumed = 0;
        if (source.IsEmpty)
            return OperationStatus.NeedMoreData;

        uint first = source[0];
        bytesConsumed = 1;
        if (first < 0x80)
        {
            result = Unchecked(first);
            return OperationStatus.Done;
        }

        (int length, uint low, uint high) = first switch
        {
            < 0xc2 => (1, 0u, 0u),
            < 0xe0 => (2, 0x80u, 0xbfu),
            0xe0 => (3, 0xa0u, 0xbfu),
            0xed => (3, 0x80u, 0x9fu),
            < 0xf0 => (3, 0x80u, 0xbfu),
            0xf0 => (4, 0x90u, 0xbfu),
            < 0xf4 => (4, 0x80u, 0xbfu),
            0xf4 => (4, 0x80u, 0x8fu),
            _ => (1, 0u, 0u),
        };
        if (length == 1)
            return OperationStatus.InvalidData;

        uint value = first & (0x7fu >> length);
        for (; bytesConsumed < length; bytesConsumed++)
        {
            if (bytesConsumed == source.Length)
                return OperationStatus.NeedMoreData;
            uint next = source[bytesConsumed];
            if (next < low || next > high)
                return OperationStatus.InvalidData;
            value = (value << 6) | (next & 0x3f);
            (low, high) = (0x80, 0xbf);
        }

        result = Unchecked(value);
        return OperationStatus.Done;
    }

    private static ArgumentException TooShort(string parameter) => new("Destination is too short.", parameter);
}
