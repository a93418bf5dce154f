using System;
using System.Buffers.Binary;

namespace Services.Tty;

/// <summary>The settings of a terminal, termios(3). Immutable: a change makes a new value.</summary>
public sealed record Termios
{
    public InputFlags Input { get; init; } = InputFlags.ICRNL | InputFlags.IXON;
    public OutputFlags Output { get; init; } = OutputFlags.OPOST | OutputFlags.ONLCR;

    /// <summary>Line speed and framing; kept for programs to read. B38400, 8 bits, receiver on, hang up on close, no modem lines.</summary>
    public uint Control { get; init; } = 0xcbf;
    public LocalFlags Local { get; init; } = LocalFlags.ISIG | LocalFlags.ICANON | LocalFlags.ECHO | LocalFlags.ECHOE | LocalFlags.ECHOK
        | LocalFlags.ECHOCTL | LocalFlags.ECHOKE | LocalFlags.IEXTEN;
    public byte Line { get; init; }
    public uint InputSpeed { get; init; } = 38400;
    public uint OutputSpeed { get; init; } = 38400;

    private readonly byte[] _characters = [3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0, 0, 0];

    public byte this[ControlCharacter which] => _characters[(int)which];

    public bool IsCanonical => (Local & LocalFlags.ICANON) != 0;

    /// <summary>Whether a byte is this control character; 0 means that the character is disabled.</summary>
    public bool Is(ControlCharacter which, byte c) => c != 0 && _characters[(int)which] == c;

    // ---- The three layouts in which programs see it ----------------------------------------------------------

    public const int CharacterCount = 19;
    public const int SizeBytes = 36;
    public const int Size2Bytes = 44;
    public const int OldSizeBytes = 18;
    private const int OldCharacterCount = 8;

    /// <summary>struct termios, or struct termios2 when there is room for it.</summary>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)Input);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], (uint)Output);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Control);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], (uint)Local);
        destination[16] = Line;
        _characters.CopyTo(destination[17..]);
        if (destination.Length < Size2Bytes)
            return;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[36..], InputSpeed);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[40..], OutputSpeed);
    }

    /// <summary>These settings replaced by what a program gave.</summary>
    public Termios With(ReadOnlySpan<byte> source)
    {
        bool has2 = source.Length >= Size2Bytes;
        return new Termios(source.Slice(17, CharacterCount))
        {
            Input = (InputFlags)BinaryPrimitives.ReadUInt32LittleEndian(source),
            Output = (OutputFlags)BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
            Control = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
            Local = (LocalFlags)BinaryPrimitives.ReadUInt32LittleEndian(source[12..]),
            Line = source[16],
            InputSpeed = has2 ? BinaryPrimitives.ReadUInt32LittleEndian(source[36..]) : InputSpeed,
            OutputSpeed = has2 ? BinaryPrimitives.ReadUInt32LittleEndian(source[40..]) : OutputSpeed,
        };
    }

    /// <summary>struct termio of System V.</summary>
    public void WriteOldTo(Span<byte> destination)
    {
        destination[..OldSizeBytes].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)Input);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], (ushort)Output);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], (ushort)Control);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], (ushort)Local);
        destination[8] = Line;
        _characters.AsSpan(0, OldCharacterCount).CopyTo(destination[9..]);
    }

    /// <summary>The low halves of the flags and the first characters replaced by a struct termio.</summary>
    public Termios WithOld(ReadOnlySpan<byte> source)
    {
        Span<byte> characters = stackalloc byte[CharacterCount];
        _characters.CopyTo(characters);
        source.Slice(9, OldCharacterCount).CopyTo(characters);
        return new Termios(characters)
        {
            Input = (InputFlags)((uint)Input & ~0xffffu | BinaryPrimitives.ReadUInt16LittleEndian(source)),
            Output = (OutputFlags)((uint)Output & ~0xffffu | BinaryPrimitives.ReadUInt16LittleEndian(source[2..])),
            Control = Control & ~0xffffu | BinaryPrimitives.ReadUInt16LittleEndian(source[4..]),
            Local = (LocalFlags)((uint)Local & ~0xffffu | BinaryPrimitives.ReadUInt16LittleEndian(source[6..])),
            Line = source[8],
            InputSpeed = InputSpeed,
            OutputSpeed = OutputSpeed,
        };
    }

    public Termios()
    {
    }

    private Termios(ReadOnlySpan<byte> characters) => _characters = characters.ToArray();
}

/// <summary>c_iflag.</summary>
[Flags]
public enum InputFlags : uint
{
    IGNBRK = 1, BRKINT = 2, IGNPAR = 4, PARMRK = 8, INPCK = 0x10, ISTRIP = 0x20, INLCR = 0x40, IGNCR = 0x80, ICRNL = 0x100, IUCLC = 0x200,
    IXON = 0x400, IXANY = 0x800, IXOFF = 0x1000, IMAXBEL = 0x2000, IUTF8 = 0x4000,
}

/// <summary>c_oflag.</summary>
[Flags]
public enum OutputFlags : uint
{
    OPOST = 1, OLCUC = 2, ONLCR = 4, OCRNL = 8, ONOCR = 0x10, ONLRET = 0x20,
    /// <summary>Tabs become spaces (XTABS): this value of the two-bit field TABDLY.</summary>
    TAB3 = 0x1800,
}

/// <summary>c_lflag.</summary>
[Flags]
public enum LocalFlags : uint
{
    ISIG = 1, ICANON = 2, ECHO = 8, ECHOE = 0x10, ECHOK = 0x20, ECHONL = 0x40, NOFLSH = 0x80, TOSTOP = 0x100, ECHOCTL = 0x200, ECHOPRT = 0x400,
    ECHOKE = 0x800, IEXTEN = 0x8000,
}

/// <summary>Indices into c_cc.</summary>
public enum ControlCharacter
{
    Interrupt = 0, Quit = 1, Erase = 2, Kill = 3, EndOfFile = 4, Time = 5, Minimum = 6, Switch = 7, Start = 8, Stop = 9, Suspend = 10, EndOfLine = 11,
    Reprint = 12, Discard = 13, WordErase = 14, LiteralNext = 15, EndOfLine2 = 16,
}
