namespace Services.Tty;

/// <summary>Canonical mode: the keys that edit the line in the making, and those that end it.</summary>
public sealed partial class LineDiscipline
{
    /// <summary>Acts on an editing key; false: the byte is an ordinary one.</summary>
    private bool TryEdit(byte c)
    {
        Termios settings = _settings;
        bool extended = (settings.Local & LocalFlags.IEXTEN) != 0;
        if (settings.Is(ControlCharacter.Erase, c))
            EraseCharacter();
        else if (settings.Is(ControlCharacter.Kill, c))
            Kill(c);
        else if (extended && settings.Is(ControlCharacter.WordErase, c))
            EraseWord();
        else if (extended && settings.Is(ControlCharacter.LiteralNext, c))
            BeginLiteral();
        else if (extended && (settings.Local & LocalFlags.ECHO) != 0 && settings.Is(ControlCharacter.Reprint, c))
            Reprint(c);
        else if (settings.Is(ControlCharacter.EndOfFile, c))
            EndLine(0, echoed: false); // a mark without a byte: reading stops there
        else if (settings.Is(ControlCharacter.EndOfLine, c) || extended && settings.Is(ControlCharacter.EndOfLine2, c))
            EndLine(c, echoed: true);
        else
            return false;
        _output.Flush();
        return true;
    }

    private void EndLine(byte c, bool echoed)
    {
        if (_head - _tail >= BufferBytes)
            return;
        if (echoed && (_settings.Local & LocalFlags.ECHO) != 0)
            Echo(c);
        Put(c, endsLine: true);
    }

    private void BeginLiteral()
    {
        _literalNext = true;
        if ((_settings.Local & (LocalFlags.ECHO | LocalFlags.ECHOCTL)) != (LocalFlags.ECHO | LocalFlags.ECHOCTL))
            return;
        // A caret that the next byte overwrites.
        if (_head == _linesEnd)
            _lineColumn = _output.Column;
        _output.Write((byte)'^');
        _output.Write((byte)'\b');
    }

    private void EraseCharacter()
    {
        if (_head == _linesEnd)
            return;
        long start = _head - 1;
        if ((_settings.Input & InputFlags.IUTF8) != 0)
        {
            while (start > _linesEnd && IsContinuation(At(start)))
                start--;
        }
        EraseTo(start);
    }

    private void EraseWord()
    {
        long start = _head;
        while (start > _linesEnd && !IsWordByte(At(start - 1)))
            start--;
        while (start > _linesEnd && IsWordByte(At(start - 1)))
            start--;
        EraseTo(start);
    }

    private void Kill(byte c)
    {
        LocalFlags local = _settings.Local;
        const LocalFlags visually = LocalFlags.ECHOE | LocalFlags.ECHOK | LocalFlags.ECHOKE;
        if ((local & LocalFlags.ECHO) != 0 && (local & visually) == visually)
        {
            EraseTo(_linesEnd);
            return;
        }
        _head = _linesEnd;
        if ((local & LocalFlags.ECHO) == 0)
            return;
        Echo(c);
        if ((local & LocalFlags.ECHOK) != 0)
            _output.Write((byte)'\n');
    }

    /// <summary>Drops the bytes from <paramref name="start"/> on, on the screen too.</summary>
    private void EraseTo(long start)
    {
        if (start == _head)
            return;
        LocalFlags local = _settings.Local;
        if ((local & LocalFlags.ECHO) == 0)
        {
            _head = start;
            return;
        }
        if ((local & LocalFlags.ECHOE) == 0)
        {
            _head = start;
            Echo(_settings[ControlCharacter.Erase]);
            return;
        }
        while (_head > start)
        {
            _head--;
            byte c = At(_head);
            if (c == '\t')
                BackUpTo(ColumnOf(_head));
            else
                RubOut(WidthOf(c));
        }
    }

    private void BackUpTo(int column)
    {
        while (_output.Column > column)
            _output.Write((byte)'\b');
    }

    private void RubOut(int columns)
    {
        for (; columns > 0; columns--)
        {
            _output.Write((byte)'\b');
            _output.Write((byte)' ');
            _output.Write((byte)'\b');
        }
    }

    /// <summary>Shows the line in the making again on a new screen line.</summary>
    private void Reprint(byte c)
    {
        Echo(c);
        _output.Write((byte)'\n');
        _lineColumn = _output.Column;
        for (long i = _linesEnd; i < _head; i++)
            Echo(At(i));
    }

    /// <summary>The column in which the byte at a position of the line in the making was shown.</summary>
    private int ColumnOf(long position)
    {
        int column = _lineColumn;
        for (long i = _linesEnd; i < position; i++)
        {
            byte c = At(i);
            column = c == '\t' ? (column | OutputProcessor.TabStop - 1) + 1 : column + WidthOf(c);
        }
        return column;
    }

    private int WidthOf(byte c)
    {
        if (IsShownAsTwo(c))
            return (_settings.Local & LocalFlags.ECHOCTL) != 0 ? 2 : 0;
        return (_settings.Input & InputFlags.IUTF8) != 0 && IsContinuation(c) ? 0 : 1;
    }

    private static bool IsContinuation(byte c) => (c & 0xc0) == 0x80;

    // Letters, digits and underscore, and every byte of a non-ASCII character.
    private static bool IsWordByte(byte c) =>
        c is >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or >= (byte)'0' and <= (byte)'9' or (byte)'_' or >= 0x80;
}
