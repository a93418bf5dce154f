using Services.Signals;
using Services.Time;

namespace Services.Processes;

public sealed partial class Process
{
    private ProcessTimers? _timers;

    /// <summary>Its timers; most processes have none.</summary>
    internal ProcessTimers Timers
    {
        get
        {
            if (_timers is { } timers)
                return timers;
            var made = new ProcessTimers(this);
            using var guard = SignalLock.Lock();
            return _timers ??= made;
        }
    }

    internal bool HasTimers => _timers is not null;

    /// <summary>A timer expired <paramref name="expiries"/> times at once. When its last signal still waits, that one counts them all. Any context.</summary>
    internal void PostTimer(Thread? target, QueuedSignal entry, ulong expiries)
    {
        // A POSIX timer's siginfo has the overrun count in its upper half; setitimer's has none.
        bool counts = entry.Info.Code == SigInfo.SI_TIMER;
        using (SignalLock.Lock())
        {
            if (entry.IsQueued)
            {
                if (counts)
                    entry.Info = entry.Info with { Word0 = AddOverrun(entry.Info.Word0, expiries) };
                return;
            }

            if (counts)
                entry.Info = entry.Info with { Word0 = AddOverrun((uint)entry.Info.Word0, expiries - 1) };
        }

        Post(target, entry);
    }

    private static ulong AddOverrun(ulong word, ulong more)
    {
        ulong count = System.Math.Min((word >> 32) + System.Math.Min(more, int.MaxValue), int.MaxValue);
        return (uint)word | count << 32;
    }
}
