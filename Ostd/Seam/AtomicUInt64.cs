using System.Runtime.CompilerServices;
using System.Threading;

namespace Ostd.Sync;

/// <summary>A 64-bit word shared between CPUs. Use it as a field made with <c>= new()</c>, and do not copy it: a copy is another word.</summary>
public struct AtomicUInt64
{
#if METAL
    private ulong _value;

    public AtomicUInt64(ulong value) => _value = value;
#else
    private AtomicCell<ulong>? _cell;

    public AtomicUInt64(ulong value) => _cell = new AtomicCell<ulong>(value);

    private AtomicCell<ulong> Cell => AtomicCell<ulong>.Of(ref _cell);
#endif

    public AtomicUInt64()
        : this(0)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Load(MemoryOrder order)
    {
#if METAL
        return Volatile.Read(ref _value);
#else
        return Cell.Load(order);
#endif
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ulong value, MemoryOrder order)
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
    public ulong Exchange(ulong value)
    {
#if METAL
        return Interlocked.Exchange(ref _value, value);
#else
        return Cell.Update(value, static (_, operand) => operand);
#endif
    }

    /// <summary>Stores <paramref name="value"/> if the word is <paramref name="comparand"/>; returns the old value either way. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong CompareExchange(ulong value, ulong comparand)
    {
#if METAL
        return Interlocked.CompareExchange(ref _value, value, comparand);
#else
        return Cell.CompareExchange(value, comparand);
#endif
    }

    /// <summary>Adds, wrapping around, and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong FetchAdd(ulong delta)
    {
#if METAL
        return Interlocked.Add(ref _value, delta) - delta;
#else
        return Cell.Update(delta, static (old, operand) => unchecked(old + operand));
#endif
    }

    /// <summary>Sets bits and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong FetchOr(ulong bits)
    {
#if METAL
        return Interlocked.Or(ref _value, bits);
#else
        return Cell.Update(bits, static (old, operand) => old | operand);
#endif
    }

    /// <summary>Keeps only the given bits and returns the old value. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong FetchAnd(ulong bits)
    {
#if METAL
        return Interlocked.And(ref _value, bits);
#else
        return Cell.Update(bits, static (old, operand) => old & operand);
#endif
    }
}
