using System.Runtime.CompilerServices;
using System.Threading;

namespace Ostd.Sync;

/// <summary>A reference shared between CPUs. Use it as a field and do not copy it: a copy is another word.</summary>
public struct AtomicRef<T>
    where T : class?
{
    private T _value;

    public AtomicRef(T value) => _value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Load(MemoryOrder order)
    {
        Event(AtomicAccess.Load);
        return Volatile.Read(ref _value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T value, MemoryOrder order)
    {
        Event(AtomicAccess.Store);
        if (order == MemoryOrder.SeqCst)
            Interlocked.Exchange(ref _value, value);
        else
            Volatile.Write(ref _value, value);
    }

    /// <summary>Stores and returns the old reference. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Exchange(T value)
    {
        Event(AtomicAccess.ReadModifyWrite);
        return Interlocked.Exchange(ref _value, value);
    }

    /// <summary>Stores <paramref name="value"/> if the word is <paramref name="comparand"/>; returns the old reference either way. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T CompareExchange(T value, T comparand)
    {
        Event(AtomicAccess.ReadModifyWrite);
        return Interlocked.CompareExchange(ref _value, value, comparand);
    }

#if METAL
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Event(AtomicAccess access)
    {
    }
#else
    private int _location;

    private void Event(AtomicAccess access) => AtomicEvents.Before(ref _location, access);
#endif
}
