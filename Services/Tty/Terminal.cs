using System;
using Ostd.Sync;
using Ostd.Timers;
using Ostd.UserSpace;
using Services.Linux;
using Services.Poll;
using Services.Processes;
using Services.Signals;
using Services.Vfs;

namespace Services.Tty;

/// <summary>A terminal: a line, its discipline, and the session that it controls.</summary>
public sealed partial class Terminal : IControllingTerminal
{
    private const int ChunkBytes = 1024;
    private const ulong TimeUnitNs = 100_000_000; // VTIME counts tenths of a second

    private readonly DeviceNumber _number;

    /// <summary>Protects the discipline, the output and the chunk. Signals are sent after it is released: sending takes the process table's lock.</summary>
    private readonly Mutex _lock = new();
    private readonly OutputProcessor _output;
    private readonly LineDiscipline _discipline;
    private readonly byte[] _chunk = new byte[ChunkBytes];

    // The discipline as it was when the lock was released last, for those who wait: they look without the lock, and look again under it.
    private AtomicInt32 _available = new();
    private AtomicBool _isStopped = new();
    private AtomicRef<Termios> _settings;

    private readonly WaitQueue _readers = new();
    private readonly WaitQueue _writers = new();

    public Terminal(ITerminalLine line, DeviceNumber number)
    {
        _number = number;
        _output = new OutputProcessor(line);
        _discipline = new LineDiscipline(_output);
        _settings = new(_discipline.Settings);
    }

    /// <summary>Bytes came in over the line. Task context.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        foreach (byte c in bytes)
        {
            Signal signal;
            using (_lock.Lock())
            {
                signal = _discipline.Receive(c);
                PublishLocked();
            }
            if (signal != Signal.None)
                Foreground?.SendSignal(signal);
        }
        if (Available > 0)
            _readers.WakeAll();
        if (!IsStopped)
            _writers.WakeAll();
    }

    public long Read(ref VmWriter destination, bool nonBlocking)
    {
        if (destination.Remaining == 0)
            return 0;
        while (true)
        {
            Errno error = MayRead();
            if (error == Errno.OK)
                error = WaitForInput(destination.Remaining, nonBlocking);
            if (error == Errno.ETIMEDOUT)
                return 0;
            if (error != Errno.OK)
                return error.Negate();
            using (_lock.Lock())
            {
                // Another reader may have been faster.
                if (!_discipline.HasInput(1))
                    continue;
                long moved = _discipline.Read(ref destination, out bool faulted);
                PublishLocked();
                return moved == 0 && faulted ? Errno.EFAULT.Negate() : moved;
            }
        }
    }

    public long Write(ref VmReader source, bool nonBlocking)
    {
        Errno error = MayWrite();
        if (error != Errno.OK)
            return error.Negate();
        long written = 0;
        while (source.Remaining > 0)
        {
            if (IsStopped)
            {
                error = nonBlocking ? Errno.EAGAIN : Blocking.Wait(_writers, () => !IsStopped);
                if (error != Errno.OK)
                    return written > 0 ? written : error.Negate();
            }
            using (_lock.Lock())
            {
                var chunk = new VmWriter(_chunk);
                int length = (int)source.Read(ref chunk, out bool faulted);
                _output.Write(_chunk.AsSpan(0, length));
                _output.Flush();
                written += length;
                if (faulted)
                    return written > 0 ? written : Errno.EFAULT.Negate();
            }
        }
        return written;
    }

    public PollEvents Poll(PollWaiter? waiter)
    {
        waiter?.Register(_readers);
        waiter?.Register(_writers);
        return (LineDiscipline.IsReadable(Settings, Available) ? PollEvents.Readable : PollEvents.None) | (IsStopped ? PollEvents.None : PollEvents.Writable);
    }

    /// <summary>
    /// Waits as canonical mode or VMIN and VTIME say. OK: look for input; ETIMEDOUT: an empty read.
    /// </summary>
    private Errno WaitForInput(long wanted, bool nonBlocking)
    {
        Termios settings = Settings;
        int minimum = settings.IsCanonical ? 1 : (int)Math.Min(settings[ControlCharacter.Minimum], wanted);
        ulong patience = settings.IsCanonical ? 0 : settings[ControlCharacter.Time] * TimeUnitNs;
        if (HasInput(minimum) || nonBlocking && HasInput(1))
            return Errno.OK;
        if (minimum == 0)
        {
            // Look once, or wait for a byte no longer than VTIME.
            if (patience == 0)
                return Errno.ETIMEDOUT;
            return nonBlocking ? Errno.EAGAIN : Blocking.Wait(_readers, () => HasInput(1), Clock.MonotonicNs + patience);
        }
        if (nonBlocking)
            return Errno.EAGAIN;
        return patience == 0 ? WaitForBytes(minimum) : WaitForBurst(minimum, patience);
    }

    private Errno WaitForBytes(int minimum)
    {
        Errno error = Blocking.Wait(_readers, () => HasInput(minimum));
        return error != Errno.OK && HasInput(1) ? Errno.OK : error;
    }

    /// <summary>VMIN and VTIME together: once the first byte is there, the next must follow within VTIME.</summary>
    private Errno WaitForBurst(int minimum, ulong patience)
    {
        Errno error = Blocking.Wait(_readers, () => HasInput(1));
        while (error == Errno.OK && !HasInput(minimum))
        {
            int seen = Available;
            error = Blocking.Wait(_readers, () => Available != seen, Clock.MonotonicNs + patience);
        }
        return HasInput(1) ? Errno.OK : error;
    }

    private int Available => _available.Load(MemoryOrder.Acquire);

    private bool IsStopped => _isStopped.Load(MemoryOrder.Acquire);

    private Termios Settings => _settings.Load(MemoryOrder.Acquire);

    private bool HasInput(int minimum) => LineDiscipline.IsInput(Settings, Available, minimum);

    // Only what has changed, so that a key that is no line's end yet disturbs nobody who looks.
    private void PublishLocked()
    {
        if (_discipline.Available != Available)
            _available.Store(_discipline.Available, MemoryOrder.Release);
        if (_discipline.IsStopped != IsStopped)
            _isStopped.Store(_discipline.IsStopped, MemoryOrder.Release);
        if (!ReferenceEquals(_discipline.Settings, Settings))
            _settings.Store(_discipline.Settings, MemoryOrder.Release);
    }
}
