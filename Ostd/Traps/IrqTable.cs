using System;
using Ostd.Sync;

namespace Ostd.Traps;

/// <summary>Who handles which interrupt vector. Raising takes no lock: a vector's handler is one reference.</summary>
internal sealed class IrqTable
{
    private readonly AtomicRef<Action?>[] _handlers = AtomicRef<Action?>.Array(Vectors.LastLine - Vectors.FirstLine + 1);
    private readonly bool[] _taken = new bool[Vectors.LastLine - Vectors.FirstLine + 1];
    private readonly SpinLock _lock = new(irq: true);

    /// <summary>Interrupts on vectors nobody handles: late ones of a line that was given back, or noise.</summary>
    internal AtomicInt64 Unexpected = new();

    /// <summary>A free vector, or 0.</summary>
    internal int TryTake()
    {
        using var guard = _lock.Lock();
        int index = Array.IndexOf(_taken, false);
        if (index < 0)
            return 0;
        _taken[index] = true;
        return Vectors.FirstLine + index;
    }

    internal void GiveBack(int vector)
    {
        using var guard = _lock.Lock();
        _handlers[vector - Vectors.FirstLine].Store(null, MemoryOrder.SeqCst);
        _taken[vector - Vectors.FirstLine] = false;
    }

    internal void SetHandler(int vector, Action? handler) => _handlers[vector - Vectors.FirstLine].Store(handler, MemoryOrder.SeqCst);

    /// <summary>Interrupt context.</summary>
    internal void Raise(int vector)
    {
        int index = vector - Vectors.FirstLine;
        if ((uint)index < (uint)_handlers.Length && _handlers[index].Load(MemoryOrder.Acquire) is { } handler)
            handler();
        else
            Unexpected.FetchAdd(1);
    }
}
