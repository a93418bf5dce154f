using System.Runtime.CompilerServices;
using System.Threading;

namespace Ostd.Sync;

/// <summary>A signed 64-bit integer shared between CPUs. Use it as a field made with <c>= new()</c>, and do not copy it: a copy is another word.</summary>
public struct AtomicInt64
{
#if METAL
    private long _value;

    public AtomicInt64(long value) => _value = value;
#else
    private AtomicCell<long>? _cell;

    public AtomicInt64(long value) => _cell = new AtomicCell<long>(value);

    private AtomicCell<long> Cell => AtomicCell<long>.Of(ref _cell);
#endif

    public AtomicInt64()
        : this(0)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Load(MemoryOrder order)
    {
#if METAL
        return Volatile.Read(ref _value);
#else
        return Cell.Load(order);
#endif
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(long value, MemoryOrder order)
    {
#if METAL
        if (order == MemoryOrder.SeqCst)
            Interlocked.Exchange(ref _value, value);
        else
            Volatile.Write(ref _value, value);
#else
        Cell.Store(value, order);
#endif
    }

    /// <summary>Stores and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Exchange(long value)
    {
#if METAL
        return Interlocked.Exchange(ref _value, value);
#else
        return Cell.Update(value, static (_, operand) => operand);
#endif
    }

    /// <summary>Stores <paramref name="value"/> if the word is <paramref name="comparand"/>; returns the old value either way. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long CompareExchange(long value, long comparand)
    {
#if METAL
        return Interlocked.CompareExchange(ref _value, value, comparand);
#else
        return Cell.CompareExchange(value, comparand);
#endif
    }

    /// <summary>Adds, wrapping around, and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long FetchAdd(long delta)
    {
#if METAL
        return Interlocked.Add(ref _value, delta) - delta;
#else
        return Cell.Update(delta, static (old, operand) => unchecked(old + operand));
#endif
    }

    /// <summary>Sets bits and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long FetchOr(long bits)
    {
#if METAL
        return Interlocked.Or(ref _value, bits);
#else
        return Cell.Update(bits, static (old, operand) => old | operand);
#endif
    }

    /// <summary>Keeps only the given bits and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long FetchAnd(long bits)
    {
#if METAL
        return Interlocked.And(ref _value, bits);
#else
        return Cell.Update(bits, static (old, operand) => old & operand);
#endif
    }
}
