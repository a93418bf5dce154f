using System;

namespace Services.Tty;

/// <summary>Where a terminal's bytes go.</summary>
public interface ITerminalLine
{
    /// <summary>Sends bytes as they are. Task context.</summary>
    void Send(ReadOnlySpan<byte> bytes);
}

/// <summary>What OPOST asks for: turns what programs write into what the line gets, and knows the cursor's column.</summary>
public sealed class OutputProcessor
{
    public const int TabStop = 8;
    private const int BufferBytes = 512;

    private readonly ITerminalLine _line;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;

    public OutputProcessor(ITerminalLine line) => _line = line;

    public OutputFlags Flags { get; set; }

    /// <summary>Of the cursor, from 0.</summary>
    public int Column { get; private set; }

    public void Write(ReadOnlySpan<byte> text)
    {
        if ((Flags & OutputFlags.OPOST) == 0)
        {
            Flush();
            _line.Send(text);
            return;
        }
        foreach (byte c in text)
            Write(c);
    }

    public void Write(byte c)
    {
        if ((Flags & OutputFlags.OPOST) == 0)
        {
            Put(c);
            return;
        }
        switch (c)
        {
            case (byte)'\n':
                if ((Flags & OutputFlags.ONLRET) != 0)
                    Column = 0;
                if ((Flags & OutputFlags.ONLCR) != 0)
                {
                    Put((byte)'\r');
                    Column = 0;
                }
                Put(c);
                break;
            case (byte)'\r' when (Flags & OutputFlags.ONOCR) != 0 && Column == 0:
                break;
            case (byte)'\r' when (Flags & OutputFlags.OCRNL) != 0:
                if ((Flags & OutputFlags.ONLRET) != 0)
                    Column = 0;
                Put((byte)'\n');
                break;
            case (byte)'\r':
                Column = 0;
                Put(c);
                break;
            case (byte)'\t':
                WriteTab();
                break;
            case (byte)'\b':
                if (Column > 0)
                    Column--;
                Put(c);
                break;
            default:
                WriteOrdinary(c);
                break;
        }
    }

    /// <summary>Sends what was gathered.</summary>
    public void Flush()
    {
        if (_used == 0)
            return;
        _line.Send(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    private void WriteTab()
    {
        int width = TabStop - (Column & (TabStop - 1));
        Column += width;
        if ((Flags & OutputFlags.TAB3) != OutputFlags.TAB3)
        {
            Put((byte)'\t');
            return;
        }
        while (width-- > 0)
            Put((byte)' ');
    }

    private void WriteOrdinary(byte c)
    {
        if ((Flags & OutputFlags.OLCUC) != 0 && c is >= (byte)'a' and <= (byte)'z')
            c -= 32;
        // Continuation bytes of UTF-8 and control characters do not move the cursor.
        if (c >= ' ' && c != 127 && (c & 0xc0) != 0x80)
            Column++;
        Put(c);
    }

    private void Put(byte c)
    {
        if (_used == BufferBytes)
            Flush();
        _buffer[_used++] = c;
    }
}
