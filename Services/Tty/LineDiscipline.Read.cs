using System;
using Ostd.UserSpace;

namespace Services.Tty;

/// <summary>Handing over what was typed.</summary>
public sealed partial class LineDiscipline
{
    /// <summary>Bytes that can be read now (FIONREAD).</summary>
    public int Available => (int)(_linesEnd - _tail);

    /// <summary>Something can be read: a line, or in raw mode at least this many bytes.</summary>
    public bool HasInput(int minimum) => IsInput(_settings, Available, minimum);

    /// <summary>The same when these are the settings, and so many bytes are <see cref="Available"/>.</summary>
    public static bool IsInput(Termios settings, int available, int minimum) => settings.IsCanonical ? available != 0 : available >= Math.Max(1, minimum);

    /// <summary>What poll calls readable then: VMIN bytes count only when no timer runs.</summary>
    public static bool IsReadable(Termios settings, int available) =>
        IsInput(settings, available, settings[ControlCharacter.Time] == 0 ? settings[ControlCharacter.Minimum] : 1);

    /// <summary>
    /// Copies one line, or in raw mode what there is, as far as it fits. There is input. 0 is the end-of-file key at the start of a line.
    /// </summary>
    public long Read(ref VmWriter destination, out bool faulted)
    {
        long end = _linesEnd;
        bool stopsAtMark = false;
        if (_settings.IsCanonical)
        {
            end = _tail;
            while (end < _linesEnd && !IsDelimiter(end))
                end++;
            // The mark of the end-of-file key is no byte of the line.
            stopsAtMark = end < _linesEnd && At(end) == 0;
            if (end < _linesEnd && !stopsAtMark)
                end++;
        }
        long moved = CopyTo(end, ref destination, out faulted);
        if (stopsAtMark && !faulted && _tail == end)
            _tail++;
        return moved;
    }

    private long CopyTo(long end, ref VmWriter destination, out bool faulted)
    {
        long start = _tail;
        faulted = false;
        while (_tail < end && destination.Remaining > 0 && !faulted)
        {
            int index = (int)_tail & (BufferBytes - 1);
            int length = (int)Math.Min(end - _tail, BufferBytes - index);
            _tail += destination.Write(_buffer.AsSpan(index, length), out faulted);
        }
        return _tail - start;
    }
}
