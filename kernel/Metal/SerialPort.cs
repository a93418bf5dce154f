namespace Metal;

/// <summary>The first UART, polled: how the machine speaks before the framework's console is up, and after a panic.</summary>
internal static class SerialPort
{
    private const ushort Base = 0x3f8;
    private const ushort LineStatus = Base + 5;
    private const byte TransmitterEmpty = 0x20;

    /// <summary>Longest wait for the transmitter: a UART that is not there must not stop a panic.</summary>
    private const int MostPolls = 100_000;

    /// <summary>115200 baud, eight bits, FIFO on, no interrupts.</summary>
    internal static void Initialize()
    {
        Instructions.Out8(Base + 1, 0);
        Instructions.Out8(Base + 3, 0x80);
        Instructions.Out8(Base + 0, 1);
        Instructions.Out8(Base + 1, 0);
        Instructions.Out8(Base + 3, 0x03);
        Instructions.Out8(Base + 2, 0x07);
        Instructions.Out8(Base + 4, 0x0b);
    }

    internal static void WriteByte(byte value)
    {
        for (int i = 0; i < MostPolls && (Instructions.In8(LineStatus) & TransmitterEmpty) == 0; i++)
        {
        }

        Instructions.Out8(Base, value);
    }

    /// <summary>A line feed gets its carriage return.</summary>
    internal static void WriteCharacter(byte character)
    {
        if (character == '\n')
            WriteByte((byte)'\r');
        WriteByte(character);
    }

    /// <summary>Text in ASCII; what is not becomes a question mark.</summary>
    internal static void Write(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            WriteCharacter(c < 0x80 ? (byte)c : (byte)'?');
        }
    }

    internal static void WriteLine(string text)
    {
        Write(text);
        Write("\n");
    }

    internal static void WriteHex(ulong value)
    {
        Write("0x");
        for (int shift = 60; shift >= 0; shift -= 4)
            WriteByte((byte)"0123456789abcdef"[(int)(value >> shift) & 0xf]);
    }
}
