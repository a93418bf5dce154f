using System.Runtime.CompilerServices;
using System.Threading;

namespace Ostd.Sync;

/// <summary>A signed 64-bit integer shared between CPUs. Use it as a field and do not copy it: a copy is another word.</summary>
public struct AtomicInt64
{
    private long _value;

    public AtomicInt64(long value) => _value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Load(MemoryOrder order)
    {
        Event(AtomicAccess.Load);
        return Volatile.Read(ref _value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(long value, MemoryOrder order)
    {
        Event(AtomicAccess.Store);
        if (order == MemoryOrder.SeqCst)
            Interlocked.Exchange(ref _value, value);
        else
            Volatile.Write(ref _value, value);
    }

    /// <summary>Stores and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Exchange(long value)
    {
        Event(AtomicAccess.ReadModifyWrite);
        return Interlocked.Exchange(ref _value, value);
    }

    /// <summary>Stores <paramref name="value"/> if the word is <paramref name="comparand"/>; returns the old value either way. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CompareExchange(long value, long comparand)
    {
        Event(AtomicAccess.ReadModifyWrite);
        return Interlocked.CompareExchange(ref _value, value, comparand);
    }

    /// <summary>Adds, wrapping around, and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long FetchAdd(long delta)
    {
        Event(AtomicAccess.ReadModifyWrite);
        return Interlocked.Add(ref _value, delta) - delta;
    }

    /// <summary>Sets bits and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long FetchOr(long bits)
    {
        Event(AtomicAccess.ReadModifyWrite);
        return Interlocked.Or(ref _value, bits);
    }

    /// <summary>Keeps only the given bits and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long FetchAnd(long bits)
    {
        Event(AtomicAccess.ReadModifyWrite);
        return Interlocked.And(ref _value, bits);
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
