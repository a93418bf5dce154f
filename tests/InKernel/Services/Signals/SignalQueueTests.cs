using InKernel;
using Services.Signals;

namespace InKernel.Services.Signals;

/// <summary>What waits to be delivered.</summary>
public static class SignalQueueTests
{
    [KernelTest]
    public static void A_standard_signal_waits_once_and_a_real_time_signal_as_often_as_it_is_sent()
    {
        var queue = new SignalQueue();
        queue.Add(Entry(Signal.SIGUSR1, 1));
        Check.False(queue.Wants(Signal.SIGUSR1));
        queue.Add(Entry(Signal.SIGRTMIN, 1));
        Check.True(queue.Wants(Signal.SIGRTMIN));
    }

    [KernelTest]
    public static void Real_time_signals_come_in_the_order_in_which_they_were_sent()
    {
        var queue = new SignalQueue();
        for (int sender = 1; sender <= 3; sender++)
            queue.Add(Entry(Signal.SIGRTMIN, sender));
        queue.Add(Entry(Signal.SIGUSR1, 9));
        for (int sender = 1; sender <= 3; sender++)
        {
            Check.True(queue.Set.Contains(Signal.SIGRTMIN), $"before {sender}");
            Check.Equal(sender, queue.Take(Signal.SIGRTMIN).Pid);
        }

        Check.False(queue.Set.Contains(Signal.SIGRTMIN), "all were taken");
        Check.Equal(9, queue.Take(Signal.SIGUSR1).Pid);
        Check.True(queue.Set.IsEmpty);
    }

    [KernelTest]
    public static void Discarding_keeps_the_others_and_their_order()
    {
        var queue = new SignalQueue();
        Signal[] sent = [Signal.SIGTSTP, Signal.SIGRTMIN, Signal.SIGTTIN, Signal.SIGRTMIN, Signal.SIGSTOP];
        for (int i = 0; i < sent.Length; i++)
            queue.Add(Entry(sent[i], i));
        queue.Discard(SignalSet.Stopping);
        Check.Equal(SignalSet.Of(Signal.SIGRTMIN), queue.Set);
        Check.Equal(1, queue.Take(Signal.SIGRTMIN).Pid);
        Check.Equal(3, queue.Take(Signal.SIGRTMIN).Pid);
        Check.True(queue.Set.IsEmpty);

        // The last entry was unlinked: adding must not go through it.
        queue.Add(Entry(Signal.SIGUSR2, 7));
        Check.Equal(7, queue.Take(Signal.SIGUSR2).Pid);
    }

    [KernelTest]
    public static void An_entry_can_be_queued_again_after_it_was_taken()
    {
        var queue = new SignalQueue();
        QueuedSignal entry = Entry(Signal.SIGALRM, 1);
        queue.Add(entry);
        Check.True(entry.IsQueued);
        queue.Take(Signal.SIGALRM);
        Check.False(entry.IsQueued);
        queue.Add(entry);
        Check.Equal(1, queue.Take(Signal.SIGALRM).Pid);
    }

    private static QueuedSignal Entry(Signal signal, int sender) => new() { Info = SigInfo.FromUser(signal, SigInfo.SI_USER, sender, 0) };
}
