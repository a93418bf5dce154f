namespace Services.Poll;

/// <summary>Something whose readiness can be asked for and waited for.</summary>
public interface IPollable
{
    /// <summary>
    /// What it is ready for now. With a <paramref name="waiter"/> it first registers the waiter with every wait queue that
    /// announces a change of the answer.
    /// </summary>
    PollEvents Poll(PollWaiter? waiter);
}
