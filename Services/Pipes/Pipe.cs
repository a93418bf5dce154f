using System;
using System.Numerics;
using Ostd.Frames;
using Ostd.Sync;
using Ostd.UserSpace;
using Services.Linux;
using Services.Poll;
using Services.Processes;
using Services.Signals;
using Services.Vfs;

namespace Services.Pipes;

/// <summary>A pipe or FIFO: a ring of bytes with readers at one end and writers at the other.</summary>
/// <remarks>
/// Wake-ups happen when a state changes that somebody may sleep on, not at every transfer: readers when the ring stops being
/// empty, writers when it has room for a whole atomic write again. Whoever sleeps saw the old state under the lock or re-checks after queueing,
/// so none is missed. Checked by: PipeTests.
/// </remarks>
public sealed partial class Pipe
{
    public const int DefaultPages = 16;

    /// <summary>Most that F_SETPIPE_SZ gives to the unprivileged (/proc/sys/fs/pipe-max-size).</summary>
    public const int MaxUnprivilegedBytes = 1 << 20;

    /// <summary>Most it gives to anybody.</summary>
    public const int MaxBytes = 1 << 24;

    /// <summary>PIPE_BUF: a write of at most this many bytes is not mixed with others.</summary>
    public const int AtomicBytes = 4096;

    /// <summary>Protects the ring and the counts. Held during copies, so a slow page fault delays this pipe only.</summary>
    private readonly Mutex _lock = new();
    private readonly PipeRing _ring = new(DefaultPages);

    // Changed under the lock; those who sleep until they change, and poll, look without.
    private AtomicInt32 _readers = new();
    private AtomicInt32 _writers = new();

    // How often an end was opened: a FIFO's open waits for the other end's count to move, even if that end is closed again at once.
    private AtomicInt32 _readerOpens = new();
    private AtomicInt32 _writerOpens = new();

    private readonly WaitQueue _readable = new();
    private readonly WaitQueue _writable = new();

    // Made at the first sleep and kept: most pipes never make their reader wait twice for nothing. Two who sleep at once may each make one.
    private AtomicRef<Func<bool>?> _isReadable = new();
    private AtomicRef<Func<bool>?> _isWritable = new();

    private int Readers => _readers.Load(MemoryOrder.Acquire);
    private int Writers => _writers.Load(MemoryOrder.Acquire);
    private int ReaderOpens => _readerOpens.Load(MemoryOrder.Acquire);
    private int WriterOpens => _writerOpens.Load(MemoryOrder.Acquire);

    private Func<bool> IsReadable => _isReadable.Load(MemoryOrder.Acquire) is { } made ? made : Keep(ref _isReadable, () => _ring.Count > 0 || Writers == 0);
    private Func<bool> IsWritable => _isWritable.Load(MemoryOrder.Acquire) is { } made ? made : Keep(ref _isWritable, () => _ring.Room >= AtomicBytes || Readers == 0);

    private static Func<bool> Keep(ref AtomicRef<Func<bool>?> place, Func<bool> condition)
    {
        place.Store(condition, MemoryOrder.Release);
        return condition;
    }

    /// <summary>Bytes in it; a snapshot.</summary>
    public int Count => _ring.Count;
    public int Capacity => _ring.Capacity;

    public long Read(ref VmWriter destination, bool nonBlocking)
    {
        if (destination.Remaining == 0)
            return 0;
        while (true)
        {
            using (_lock.Lock())
            {
                if (_ring.Count > 0)
                {
                    int roomBefore = _ring.Room;
                    long moved = _ring.Drain(ref destination, out _);
                    if (roomBefore < AtomicBytes && _ring.Room >= AtomicBytes)
                        _writable.WakeAll();
                    return moved > 0 ? moved : Errno.EFAULT.Negate();
                }
                if (Writers == 0)
                    return 0;
            }
            if (nonBlocking)
                return Errno.EAGAIN.Negate();
            Errno error = Blocking.Wait(_readable, IsReadable);
            if (error != Errno.OK)
                return error.Negate();
        }
    }

    public long Write(ref VmReader source, bool nonBlocking)
    {
        long total = source.Remaining;
        if (total == 0)
            return 0;
        long written = 0;
        while (true)
        {
            using (_lock.Lock())
            {
                if (Readers == 0)
                {
                    Thread.CurrentOrNull?.SendSignal(SigInfo.FromKernel(Signal.SIGPIPE));
                    return written > 0 ? written : Errno.EPIPE.Negate();
                }
                if (_ring.Room >= (total <= AtomicBytes ? total : 1))
                {
                    Errno error = FillLocked(ref source, ref written);
                    if (error != Errno.OK)
                        return written > 0 ? written : error.Negate();
                    if (source.Remaining == 0)
                        return written;
                }
            }
            Errno waited = nonBlocking ? Errno.EAGAIN : Blocking.Wait(_writable, IsWritable);
            if (waited != Errno.OK)
                return written > 0 ? written : waited.Negate();
        }
    }

    private Errno FillLocked(ref VmReader source, ref long written)
    {
        bool wasEmpty = _ring.Count == 0;
        bool faulted;
        try
        {
            written += _ring.Fill(ref source, long.MaxValue, out faulted);
        }
        catch (OutOfMemoryException)
        {
            return Errno.ENOMEM;
        }
        if (wasEmpty && _ring.Count > 0)
            _readable.WakeAll();
        return faulted ? Errno.EFAULT : Errno.OK;
    }

    public PollEvents PollReader(PollWaiter? waiter)
    {
        waiter?.Register(_readable);
        PollEvents events = _ring.Count > 0 ? PollEvents.Readable : PollEvents.None;
        // A FIFO that no writer has opened yet is not hung up.
        return Writers == 0 && WriterOpens > 0 ? events | PollEvents.HangUp : events;
    }

    public PollEvents PollWriter(PollWaiter? waiter)
    {
        waiter?.Register(_writable);
        PollEvents events = _ring.Room >= AtomicBytes ? PollEvents.Writable : PollEvents.None;
        return Readers == 0 ? events | PollEvents.Error : events;
    }

    /// <summary>F_SETPIPE_SZ: the new capacity, a power of two of pages. EBUSY: the contents do not fit.</summary>
    public long Resize(uint bytes, Credentials who)
    {
        if (bytes > MaxBytes || bytes > MaxUnprivilegedBytes && !who.Has(Capability.CAP_SYS_RESOURCE))
            return (bytes > int.MaxValue ? Errno.EINVAL : Errno.EPERM).Negate();
        int pages = (int)BitOperations.RoundUpToPowerOf2(Math.Max(1, (bytes + Page.Size - 1) / Page.Size));
        using var guard = _lock.Lock();
        if (_ring.Count > pages * Page.Size)
            return Errno.EBUSY.Negate();
        _ring.Resize(pages);
        _writable.WakeAll();
        return _ring.Capacity;
    }

    /// <summary>
    /// Adds an end. Tells, as of this moment, whether the other side has nobody, and how often it was opened: what a FIFO's open goes by. Asking later would miss
    /// a partner that came and went in between.
    /// </summary>
    internal FifoPartner AddEnd(bool reads, bool writes)
    {
        using var guard = _lock.Lock();
        var partner = reads ? new FifoPartner(Writers == 0, WriterOpens) : new FifoPartner(Readers == 0, ReaderOpens);
        if (reads)
        {
            _readers.FetchAdd(1);
            _readerOpens.FetchAdd(1);
        }
        if (writes)
        {
            _writers.FetchAdd(1);
            _writerOpens.FetchAdd(1);
        }
        return partner;
    }

    internal void RemoveEnd(bool reads, bool writes)
    {
        using (_lock.Lock())
        {
            if (reads)
                _readers.FetchAdd(-1);
            if (writes)
                _writers.FetchAdd(-1);
            if (Readers == 0 && Writers == 0)
                _ring.Dispose();
        }
        _readable.WakeAll();
        _writable.WakeAll();
    }
}
