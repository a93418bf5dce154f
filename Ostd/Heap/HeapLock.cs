using Ostd.Sync;

namespace Ostd.Heap;

/// <summary>
/// Mutual exclusion inside the heap, for a few instructions. Unlike <see cref="SpinLock"/> it never throws or allocates, for it is taken inside
/// object allocation. Interrupts are disabled; while it waits, the CPU answers the calls of others (a collection may want to stop it).
/// </summary>
internal struct HeapLock
{
    private AtomicInt32 _held = new();

    public HeapLock()
    {
    }

    public void Enter(Kernel kernel)
    {
        while (_held.TakeWhenZero(1) != 0)
            kernel.AnswerWhileWaiting();
    }

    public void Exit() => _held.Store(0, MemoryOrder.Release);
}
