using System;
using Ostd.Sync;
using Ostd.Tasks;

namespace InKernel.Ostd;

/// <summary>Something that happens once, to wait for.</summary>
internal sealed class Completion
{
    private readonly WaitQueue _queue = new();
    private AtomicBool _done = new();

    internal bool IsSet => _done.Load(MemoryOrder.Acquire);

    internal void Set()
    {
        _done.Store(true, MemoryOrder.Release);
        _queue.WakeAll();
    }

    internal void Wait() => _queue.WaitUntil(() => IsSet);
}

/// <summary>Waits for a number of signals.</summary>
internal sealed class CountDown
{
    private readonly WaitQueue _queue = new();
    private AtomicInt32 _left = new();

    internal CountDown(int count) => _left = new AtomicInt32(count);

    internal void Signal()
    {
        _left.FetchAdd(-1);
        _queue.WakeAll();
    }

    internal bool IsDone => _left.Load(MemoryOrder.Acquire) == 0;

    internal void Wait() => _queue.WaitUntil(() => _left.Load(MemoryOrder.Acquire) == 0);
}

internal sealed class AtomicFlag
{
    private AtomicBool _value = new();

    internal bool IsSet => _value.Load(MemoryOrder.Acquire);

    internal void Set() => _value.Store(true, MemoryOrder.Release);
}

internal static class Eventually
{
    /// <summary>Gives others the CPU until the condition holds; fails when it still does not after very many turns.</summary>
    internal static void True(Func<bool> condition)
    {
        for (int turn = 0; turn < 100_000; turn++)
        {
            if (condition())
                return;
            Task.Yield();
        }
        Check.Fail("it did not come true");
    }
}
