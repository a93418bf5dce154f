using Ostd.Sync;

namespace Services.Signals;

/// <summary>One queued signal, with what siginfo says. Preallocated by senders that may not allocate (timers).</summary>
public sealed class QueuedSignal
{
    internal SigInfo Info;
    internal QueuedSignal? Next;

    /// <summary>In some queue: it may not be queued a second time.</summary>
    internal bool IsQueued;
}

/// <summary>
/// Signals that wait to be delivered to a thread or a process. A standard signal is queued once; real-time signals are
/// queued in order. The owner's signal lock protects it.
/// </summary>
public sealed class SignalQueue
{
    /// <summary>Most real-time signals that wait in one queue.</summary>
    public const int MaxQueued = 4096;

    private QueuedSignal? _first;
    private QueuedSignal? _last;
    private int _count;

    private AtomicUInt64 _set = new();

    /// <summary>
    /// Which signals wait. Also read without the lock. A sender fences between this and its look at who blocks the signal, a thread between its new mask and its
    /// look at this: one of them sees the other, so no signal waits unnoticed. Checked by: SignalScenarios.
    /// </summary>
    public SignalSet Set
    {
        get => new(_set.Load(MemoryOrder.Acquire));
        private set => _set.Store(value.Bits, MemoryOrder.SeqCst);
    }

    /// <summary>Whether one more of this signal would change anything.</summary>
    public bool Wants(Signal signal) => signal >= Signal.SIGRTMIN || !Set.Contains(signal);

    public bool IsFull => _count >= MaxQueued;

    /// <summary>Adds a signal that <see cref="Wants"/> accepted.</summary>
    public void Add(QueuedSignal entry)
    {
        entry.Next = null;
        entry.IsQueued = true;
        if (_last is null)
            _first = entry;
        else
            _last.Next = entry;
        _last = entry;
        _count++;
        Set |= SignalSet.Of(entry.Info.Signal);
    }

    /// <summary>Marks a standard signal as waiting with nothing more to say about it: no memory was left for an entry.</summary>
    public void AddBare(Signal signal) => Set |= SignalSet.Of(signal);

    /// <summary>Takes the oldest entry of <paramref name="signal"/>, which waits.</summary>
    public SigInfo Take(Signal signal)
    {
        SigInfo? taken = null;
        bool more = false;
        QueuedSignal? previous = null;
        for (QueuedSignal? entry = _first; entry is not null; entry = entry.Next)
        {
            if (entry.Info.Signal == signal)
            {
                if (taken is not null)
                {
                    more = true;
                    break;
                }

                taken = entry.Info;
                Unlink(previous, entry);
                continue;
            }

            previous = entry;
        }

        if (!more)
            Set &= ~SignalSet.Of(signal);
        return taken ?? SigInfo.FromUser(signal, SigInfo.SI_USER, 0, 0);
    }

    /// <summary>Drops every entry of the signals in <paramref name="set"/>.</summary>
    public void Discard(SignalSet set)
    {
        if ((Set & set).IsEmpty)
            return;
        QueuedSignal? previous = null;
        for (QueuedSignal? entry = _first; entry is not null; entry = entry.Next)
        {
            if (set.Contains(entry.Info.Signal))
                Unlink(previous, entry);
            else
                previous = entry;
        }

        Set &= ~set;
    }

    private void Unlink(QueuedSignal? previous, QueuedSignal entry)
    {
        if (previous is null)
            _first = entry.Next;
        else
            previous.Next = entry.Next;
        if (_last == entry)
            _last = previous;
        entry.IsQueued = false;
        _count--;
    }
}
