using System;
using Ostd.Sync;
using Services.Processes;

namespace Services.Poll;

/// <summary>Asks everything that a call waits for; with a waiter it is told to announce changes. Returns how many are ready.</summary>
public delegate int PollRound(PollWaiter? waiter);

/// <summary>How a poll ended.</summary>
public enum PollEnd { Ready, TimedOut, Interrupted }

/// <summary>The waiting that poll, select and their relatives have in common.</summary>
public static class PollSession
{
    /// <summary>
    /// Asks until something is ready, the deadline has passed or a signal needs the thread. The first round registers nowhere: when something is ready, as it
    /// mostly is, nothing is allocated.
    /// </summary>
    /// <remarks>
    /// No event is lost: a round registers the thread's waker before it looks, and a wake-up that comes between the look and the sleep ends
    /// the sleep at once, for wake-ups are sticky.
    /// </remarks>
    public static PollEnd Wait(Thread thread, PollRound round, ulong? deadlineNs, out int ready)
    {
        ready = round(null);
        if (ready > 0)
            return PollEnd.Ready;
        if (deadlineNs == 0)
            return PollEnd.TimedOut;
        using var waiter = new PollWaiter(thread.Waker);
        bool inTime = true;
        while (true)
        {
            ready = round(waiter);
            if (ready > 0)
                return PollEnd.Ready;
            if (thread.IsInterrupted)
                return PollEnd.Interrupted;
            if (!inTime)
                return PollEnd.TimedOut;
            inTime = thread.WaitForWake(deadlineNs);
            waiter.Clear();
        }
    }
}
