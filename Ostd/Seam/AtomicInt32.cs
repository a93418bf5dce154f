using System.Runtime.CompilerServices;
using System.Threading;

namespace Ostd.Sync;

/// <summary>A 32-bit integer shared between CPUs. Use it as a field made with <c>= new()</c>, and do not copy it: a copy is another word.</summary>
public struct AtomicInt32
{
#if METAL
    private int _value;

    public AtomicInt32(int value) => _value = value;
#else
    private AtomicCell<int>? _cell;

    public AtomicInt32(int value) => _cell = new AtomicCell<int>(value);

    private AtomicCell<int> Cell => AtomicCell<int>.Of(ref _cell);
#endif

    public AtomicInt32()
        : this(0)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Load(MemoryOrder order)
    {
#if METAL
        return Volatile.Read(ref _value);
#else
        return Cell.Load(order);
#endif
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int value, MemoryOrder order)
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
    public int Exchange(int value)
    {
#if METAL
        return Interlocked.Exchange(ref _value, value);
#else
        return Cell.Update(value, static (_, operand) => operand);
#endif
    }

    /// <summary>Stores <paramref name="value"/> if the word is <paramref name="comparand"/>; returns the old value either way. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CompareExchange(int value, int comparand)
    {
#if METAL
        return Interlocked.CompareExchange(ref _value, value, comparand);
#else
        return Cell.CompareExchange(value, comparand);
#endif
    }

    /// <summary>
    /// <see cref="CompareExchange"/> with zero, for a caller that would only try again if it failed: a spin lock's acquisition. A model machine that is explored
    /// lets it happen when the word is zero (or another CPU has called this one), so that the loop around it turns no idle turns.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeWhenZero(int value)
    {
#if METAL
        return Interlocked.CompareExchange(ref _value, value, 0);
#else
        return Cell.Take(value, 0);
#endif
    }

    /// <summary>Adds, wrapping around, and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FetchAdd(int delta)
    {
#if METAL
        return Interlocked.Add(ref _value, delta) - delta;
#else
        return Cell.Update(delta, static (old, operand) => unchecked(old + operand));
#endif
    }

    /// <summary>Sets bits and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FetchOr(int bits)
    {
#if METAL
        return Interlocked.Or(ref _value, bits);
#else
        return Cell.Update(bits, static (old, operand) => old | operand);
#endif
    }

    /// <summary>Keeps only the given bits and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FetchAnd(int bits)
    {
#if METAL
        return Interlocked.And(ref _value, bits);
#else
        return Cell.Update(bits, static (old, operand) => old & operand);
#endif
    }
}
