using System.Runtime.CompilerServices;
using System.Threading;

namespace Ostd.Sync;

/// <summary>A reference shared between CPUs. Use it as a field made with <c>= new()</c>, and do not copy it: a copy is another word.</summary>
public struct AtomicRef<T>
    where T : class?
{
#if METAL
    private T _value;

    public AtomicRef(T value) => _value = value;
#else
    private AtomicCell<T>? _cell;

    public AtomicRef(T value) => _cell = new AtomicCell<T>(value);

    private AtomicCell<T> Cell => AtomicCell<T>.Of(ref _cell);
#endif

    public AtomicRef()
        : this(null!)
    {
    }

    /// <summary>So many words, each null.</summary>
    public static AtomicRef<T>[] Array(int length)
    {
        var words = new AtomicRef<T>[length];
        for (int i = 0; i < words.Length; i++)
            words[i] = new AtomicRef<T>();
        return words;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Load(MemoryOrder order)
    {
#if METAL
        return Volatile.Read(ref _value);
#else
        return Cell.Load(order);
#endif
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(T value, MemoryOrder order)
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

    /// <summary>Stores and returns the old reference. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Exchange(T value)
    {
#if METAL
        return Interlocked.Exchange(ref _value, value);
#else
        return Cell.Update(value, static (_, operand) => operand);
#endif
    }

    /// <summary>Stores <paramref name="value"/> if the word is <paramref name="comparand"/>; returns the old reference either way. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T CompareExchange(T value, T comparand)
    {
#if METAL
        return Interlocked.CompareExchange(ref _value, value, comparand);
#else
        return Cell.CompareExchange(value, comparand);
#endif
    }

    /// <summary>
    /// <see cref="CompareExchange"/> with null, for a caller that would only try again if it failed: a spin lock's acquisition. A model machine that is explored
    /// lets it happen when the word is null (or holds <paramref name="value"/> already, or another CPU has called this one), so that the loop around it turns no idle turns.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T TakeWhenNull(T value)
    {
#if METAL
        return Interlocked.CompareExchange(ref _value, value, null!);
#else
        return Cell.Take(value, null!);
#endif
    }
}
