using System;

namespace Services.Cpio;

/// <summary>The header of one entry in a "newc" archive: six characters of magic and thirteen numbers of eight hexadecimal digits.</summary>
internal readonly struct CpioHeader
{
    public const int SizeBytes = 110;
    private const int MagicBytes = 6;
    private const int Digits = 8;
    private const int Fields = 13;

    public uint InodeNumber { get; private init; }
    public uint Mode { get; private init; }
    public uint UserId { get; private init; }
    public uint GroupId { get; private init; }
    public uint Links { get; private init; }
    public uint ModifyTime { get; private init; }
    public uint FileSize { get; private init; }
    public uint DeviceMajor { get; private init; }
    public uint DeviceMinor { get; private init; }
    public uint NodeMajor { get; private init; }
    public uint NodeMinor { get; private init; }

    /// <summary>With the terminating NUL.</summary>
    public uint NameSize { get; private init; }

    /// <summary>Sum of the bytes of the contents, when the magic says so.</summary>
    public uint? Checksum { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> text, out CpioHeader header)
    {
        header = default;
        ReadOnlySpan<byte> magic = text[..MagicBytes];
        bool hasChecksum = magic.SequenceEqual("070702"u8);
        if (!hasChecksum && !magic.SequenceEqual("070701"u8))
            return false;
        Span<uint> numbers = stackalloc uint[Fields];
        for (int i = 0; i < Fields; i++)
        {
            if (!TryParseHex(text.Slice(MagicBytes + i * Digits, Digits), out numbers[i]))
                return false;
        }
        header = new CpioHeader
        {
            InodeNumber = numbers[0],
            Mode = numbers[1],
            UserId = numbers[2],
            GroupId = numbers[3],
            Links = numbers[4],
            ModifyTime = numbers[5],
            FileSize = numbers[6],
            DeviceMajor = numbers[7],
            DeviceMinor = numbers[8],
            NodeMajor = numbers[9],
            NodeMinor = numbers[10],
            NameSize = numbers[11],
            Checksum = hasChecksum ? numbers[12] : null,
        };
        return true;
    }

    private static bool TryParseHex(ReadOnlySpan<byte> text, out uint number)
    {
        number = 0;
        foreach (byte c in text)
        {
            int digit = c switch
            {
                >= (byte)'0' and <= (byte)'9' => c - '0',
                >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
                return false;
            number = number << 4 | (uint)digit;
        }
        return true;
    }
}
