using Services.Signals;

namespace Services.Tty;

/// <summary>
/// What stands between a terminal line and the programs that read it: echo, editing of a line before it is handed over, the keys
/// that send signals. Pure state: bytes in, bytes out; the terminal around it sleeps, locks and sends the signals.
/// </summary>
public sealed partial class LineDiscipline
{
    /// <summary>Bytes that wait to be read, the line in the making among them. As Linux' N_TTY_BUF_SIZE.</summary>
    public const int BufferBytes = 4096;

    private readonly OutputProcessor _output;
    private Termios _settings = new();

    // Positions count up for ever; the low bits index the buffer. tail <= end of lines <= head.
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly ulong[] _delimiters = new ulong[BufferBytes / 64];
    private long _tail;
    private long _linesEnd;
    private long _head;

    /// <summary>The next byte is taken as it is (^V).</summary>
    private bool _literalNext;

    /// <summary>Where the cursor was when the line in the making began to be echoed.</summary>
    private int _lineColumn;

    public LineDiscipline(OutputProcessor output)
    {
        _output = output;
        output.Flags = _settings.Output;
    }

    public Termios Settings => _settings;

    /// <summary>Output is held back (^S).</summary>
    public bool IsStopped { get; private set; }

    /// <summary>A byte arrived. Returns the signal it means for the foreground process group, or none.</summary>
    public Signal Receive(byte c)
    {
        InputFlags input = _settings.Input;
        LocalFlags local = _settings.Local;
        if ((input & InputFlags.ISTRIP) != 0)
            c &= 0x7f;
        if ((input & InputFlags.IUCLC) != 0 && (local & LocalFlags.IEXTEN) != 0 && c is >= (byte)'A' and <= (byte)'Z')
            c += 32;

        if (_literalNext)
        {
            _literalNext = false;
            Accept(c, isLiteral: true);
            return Signal.None;
        }
        if ((input & InputFlags.IXON) != 0 && IsFlowControl(c))
            return Signal.None;
        if (IsStopped && (input & InputFlags.IXANY) != 0)
            IsStopped = false;
        if ((local & LocalFlags.ISIG) != 0 && SignalOf(c) is var signal && signal != Signal.None)
        {
            Interrupt(c);
            return signal;
        }
        if (c == '\r')
        {
            if ((input & InputFlags.IGNCR) != 0)
                return Signal.None;
            if ((input & InputFlags.ICRNL) != 0)
                c = (byte)'\n';
        }
        else if (c == '\n' && (input & InputFlags.INLCR) != 0)
        {
            c = (byte)'\r';
        }
        if (!_settings.IsCanonical || !TryEdit(c))
            Accept(c);
        return Signal.None;
    }

    /// <summary>New settings. Bytes that wait stay readable when the mode changes.</summary>
    public void Change(Termios settings)
    {
        bool wasCanonical = _settings.IsCanonical;
        _settings = settings;
        _output.Flags = settings.Output;
        if (wasCanonical != settings.IsCanonical)
        {
            // As Linux does: what was typed so far counts as a line without an end, whichever way the mode changes.
            if (settings.IsCanonical && _head != _tail)
                Mark(_head - 1, true);
            _linesEnd = _head;
            _literalNext = false;
        }
        if ((settings.Input & InputFlags.IXON) == 0)
            IsStopped = false;
    }

    /// <summary>Drops what was not read (TCIFLUSH).</summary>
    public void FlushInput()
    {
        _tail = _linesEnd = _head;
        _literalNext = false;
    }

    public void SetStopped(bool stopped) => IsStopped = stopped;

    private bool IsFlowControl(byte c)
    {
        if (_settings.Is(ControlCharacter.Start, c))
        {
            IsStopped = false;
            return true;
        }
        if (_settings.Is(ControlCharacter.Stop, c))
        {
            IsStopped = true;
            return true;
        }
        return false;
    }

    private Signal SignalOf(byte c) =>
        _settings.Is(ControlCharacter.Interrupt, c) ? Signal.SIGINT
        : _settings.Is(ControlCharacter.Quit, c) ? Signal.SIGQUIT
        : _settings.Is(ControlCharacter.Suspend, c) ? Signal.SIGTSTP
        : Signal.None;

    private void Interrupt(byte c)
    {
        if ((_settings.Local & LocalFlags.NOFLSH) == 0)
            FlushInput();
        IsStopped = false;
        if ((_settings.Local & LocalFlags.ECHO) != 0)
        {
            Echo(c);
            _output.Flush();
        }
    }

    /// <summary>Puts a byte into the buffer and echoes it.</summary>
    private void Accept(byte c, bool isLiteral = false)
    {
        bool endsLine = _settings.IsCanonical && c == '\n' && !isLiteral;
        // A line's end always fits: one place is kept for it.
        if (_head - _tail >= BufferBytes - (_settings.IsCanonical && !endsLine ? 1 : 0))
        {
            if ((_settings.Input & InputFlags.IMAXBEL) != 0)
                _output.Write(7);
            _output.Flush();
            return;
        }
        LocalFlags local = _settings.Local;
        if ((local & LocalFlags.ECHO) != 0 || c == '\n' && (local & LocalFlags.ECHONL) != 0 && _settings.IsCanonical)
        {
            if (_head == _linesEnd)
                _lineColumn = _output.Column;
            Echo(c);
            _output.Flush();
        }
        Put(c, endsLine);
    }

    /// <summary>Shows a byte; control characters as ^X with ECHOCTL.</summary>
    private void Echo(byte c)
    {
        if ((_settings.Local & LocalFlags.ECHOCTL) != 0 && IsShownAsTwo(c))
        {
            _output.Write((byte)'^');
            _output.Write((byte)(c ^ 0x40));
            return;
        }
        _output.Write(c);
    }

    private static bool IsShownAsTwo(byte c) => c is < 32 and not (byte)'\t' and not (byte)'\n' or 127;

    private void Put(byte c, bool endsLine)
    {
        _buffer[(int)_head & (BufferBytes - 1)] = c;
        Mark(_head, endsLine);
        _head++;
        if (endsLine || !_settings.IsCanonical)
            _linesEnd = _head;
    }

    private void Mark(long position, bool isDelimiter)
    {
        int index = (int)position & (BufferBytes - 1);
        if (isDelimiter)
            _delimiters[index >> 6] |= 1UL << (index & 63);
        else
            _delimiters[index >> 6] &= ~(1UL << (index & 63));
    }

    private bool IsDelimiter(long position)
    {
        int index = (int)position & (BufferBytes - 1);
        return (_delimiters[index >> 6] >> (index & 63) & 1) != 0;
    }

    private byte At(long position) => _buffer[(int)position & (BufferBytes - 1)];
}
