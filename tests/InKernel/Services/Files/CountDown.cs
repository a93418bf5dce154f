using Ostd.Sync;

namespace InKernel.Services.Files;

/// <summary>Waits until so many tasks have signalled.</summary>
internal sealed class CountDown(int count)
{
    private readonly WaitQueue _queue = new();
    private AtomicInt32 _left = new(count);

    public void Signal()
    {
        _left.FetchAdd(-1);
        _queue.WakeAll();
    }

    public void Wait() => _queue.WaitUntil(() => _left.Load(MemoryOrder.Acquire) == 0);
}
