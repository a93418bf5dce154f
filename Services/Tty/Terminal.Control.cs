using System;
using System.Buffers.Binary;
using Services.Linux;
using Services.Processes;
using Services.Signals;

namespace Services.Tty;

/// <summary>ioctl(2) on terminals.</summary>
public sealed partial class Terminal
{
    private const int WindowSizeBytes = 8;

    // Rows, columns, and two sizes in pixels that nobody sets.
    private readonly byte[] _windowSize = [24, 0, 80, 0, 0, 0, 0, 0];

    public long Control(Thread thread, uint request, ulong argument)
    {
        switch (request)
        {
            case IoctlRequests.TCGETS:
                return WriteSettings(thread, argument, Termios.SizeBytes);
            case IoctlRequests.TCGETS2:
                return WriteSettings(thread, argument, Termios.Size2Bytes);
            case IoctlRequests.TCGETA:
                return WriteSettings(thread, argument, Termios.OldSizeBytes);
            case IoctlRequests.TCSETS or IoctlRequests.TCSETSW or IoctlRequests.TCSETSF:
                return ReadSettings(thread, argument, Termios.SizeBytes, flush: request == IoctlRequests.TCSETSF);
            case IoctlRequests.TCSETS2 or IoctlRequests.TCSETSW2 or IoctlRequests.TCSETSF2:
                return ReadSettings(thread, argument, Termios.Size2Bytes, flush: request == IoctlRequests.TCSETSF2);
            case IoctlRequests.TCSETA or IoctlRequests.TCSETAW or IoctlRequests.TCSETAF:
                return ReadSettings(thread, argument, Termios.OldSizeBytes, flush: request == IoctlRequests.TCSETAF);
            case IoctlRequests.TCSBRK or IoctlRequests.TCSBRKP:
                return MayChange().Negate(); // output is sent at once: there is nothing to drain
            case IoctlRequests.TCFLSH:
                return Flush(argument).Negate();
            case IoctlRequests.TCXONC:
                return SetFlow(argument).Negate();
            case IoctlRequests.TIOCGWINSZ:
                return Answer(thread.Space.TryWrite(argument, _windowSize));
            case IoctlRequests.TIOCSWINSZ:
                return SetWindowSize(thread, argument);
            case IoctlRequests.FIONREAD:
                return Answer(thread.Space.TryWriteInt32(argument, Available));
            case IoctlRequests.TIOCOUTQ or IoctlRequests.TIOCGETD:
                return Answer(thread.Space.TryWriteInt32(argument, 0));
            case IoctlRequests.TIOCSETD:
                return thread.Space.TryReadInt32(argument, out int discipline) ? discipline == 0 ? 0 : Errno.EINVAL.Negate() : Errno.EFAULT.Negate();
            case IoctlRequests.TIOCGDEV:
                return Answer(thread.Space.TryWriteUInt32(argument, (uint)_number.Encoded));
            case IoctlRequests.TIOCSTI:
                return Inject(thread, argument);
            case IoctlRequests.TIOCSCTTY:
                return Control(thread.Process, argument == 1 && thread.Credentials.Has(Capability.CAP_SYS_ADMIN)).Negate();
            case IoctlRequests.TIOCNOTTY:
                return GiveUp(thread.Process).Negate();
            case IoctlRequests.TIOCGPGRP:
                return IsOwn(thread) ? Answer(thread.Space.TryWriteInt32(argument, ForegroundGroupId)) : Errno.ENOTTY.Negate();
            case IoctlRequests.TIOCGSID:
                return IsOwn(thread) ? Answer(thread.Space.TryWriteInt32(argument, thread.Process.Session.Id)) : Errno.ENOTTY.Negate();
            case IoctlRequests.TIOCSPGRP:
                Errno error = MayChange();
                if (error != Errno.OK)
                    return error.Negate();
                return thread.Space.TryReadInt32(argument, out int group) ? SetForeground(thread.Process, group).Negate() : Errno.EFAULT.Negate();
            default:
                return Errno.ENOTTY.Negate();
        }
    }

    private bool IsOwn(Thread thread) => thread.Process.Session.Terminal == this;

    private static long Answer(bool copied) => copied ? 0 : Errno.EFAULT.Negate();

    private long WriteSettings(Thread thread, ulong address, int size)
    {
        Span<byte> buffer = stackalloc byte[Termios.Size2Bytes];
        if (size == Termios.OldSizeBytes)
            Settings.WriteOldTo(buffer);
        else
            Settings.WriteTo(buffer[..size]);
        return Answer(thread.Space.TryWrite(address, buffer[..size]));
    }

    private long ReadSettings(Thread thread, ulong address, int size, bool flush)
    {
        Errno error = MayChange();
        if (error != Errno.OK)
            return error.Negate();
        Span<byte> buffer = stackalloc byte[Termios.Size2Bytes];
        if (!thread.Space.TryRead(address, buffer[..size]))
            return Errno.EFAULT.Negate();
        using (_lock.Lock())
        {
            Termios old = _discipline.Settings;
            if (flush)
                _discipline.FlushInput();
            _discipline.Change(size == Termios.OldSizeBytes ? old.WithOld(buffer) : old.With(buffer[..size]));
            PublishLocked();
        }
        // What counts as readable, and whether output is stopped, may be different now.
        _readers.WakeAll();
        _writers.WakeAll();
        return 0;
    }

    private Errno Flush(ulong queue)
    {
        Errno error = MayChange();
        if (error != Errno.OK)
            return error;
        if (queue > 2)
            return Errno.EINVAL;
        if (queue == 1)
            return Errno.OK; // output is never queued
        using var guard = _lock.Lock();
        _discipline.FlushInput();
        PublishLocked();
        return Errno.OK;
    }

    private Errno SetFlow(ulong action)
    {
        Errno error = MayChange();
        if (error != Errno.OK)
            return error;
        if (action > 3)
            return Errno.EINVAL;
        if (action > 1)
            return Errno.OK; // asks the other side to stop or go on: it is a program on a serial line, which would not understand
        using (_lock.Lock())
        {
            _discipline.SetStopped(action == 0);
            PublishLocked();
        }
        _writers.WakeAll();
        return Errno.OK;
    }

    private long SetWindowSize(Thread thread, ulong address)
    {
        Span<byte> size = stackalloc byte[WindowSizeBytes];
        if (!thread.Space.TryRead(address, size))
            return Errno.EFAULT.Negate();
        if (SetWindowSize(size))
            Foreground?.SendSignal(Signal.SIGWINCH);
        return 0;
    }

    /// <summary>Rows and columns as the other side of the line says.</summary>
    public void SetWindowSize(ushort rows, ushort columns)
    {
        Span<byte> size = stackalloc byte[WindowSizeBytes];
        size.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(size, rows);
        BinaryPrimitives.WriteUInt16LittleEndian(size[2..], columns);
        SetWindowSize(size);
    }

    private bool SetWindowSize(ReadOnlySpan<byte> size)
    {
        using var guard = _lock.Lock();
        if (size.SequenceEqual(_windowSize))
            return false;
        size.CopyTo(_windowSize);
        return true;
    }

    /// <summary>TIOCSTI: pretends that a byte was typed.</summary>
    private long Inject(Thread thread, ulong address)
    {
        if (!IsOwn(thread) && !thread.Credentials.Has(Capability.CAP_SYS_ADMIN))
            return Errno.EPERM.Negate();
        Span<byte> typed = stackalloc byte[1];
        if (!thread.Space.TryRead(address, typed))
            return Errno.EFAULT.Negate();
        Receive(typed);
        return 0;
    }
}
