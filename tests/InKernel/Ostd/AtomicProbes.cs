using System.Runtime.CompilerServices;
using System.Threading;
using Ostd.Sync;

namespace InKernel.Ostd;

/// <summary>
/// Each operation of the framework's atomics, alone in a method. <see cref="BareProbes"/> has the same with nothing around it: in the kernel image the two are the same instructions
/// (AtomicCodeTests decodes them), so what the host hangs on the atomics is gone there.
/// </summary>
internal sealed class AtomicProbes
{
    private AtomicInt32 _number = new();
    private AtomicInt64 _long = new();
    private AtomicRef<object?> _reference = new();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Load() => _number.Load(MemoryOrder.Acquire);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int LoadRelaxed() => _number.Load(MemoryOrder.Relaxed);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Store(int value) => _number.Store(value, MemoryOrder.Release);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void StoreFenced(int value) => _number.Store(value, MemoryOrder.SeqCst);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Exchange(int value) => _number.Exchange(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int CompareExchange(int value, int comparand) => _number.CompareExchange(value, comparand);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public long FetchAdd(long delta) => _long.FetchAdd(delta);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int FetchOr(int bits) => _number.FetchOr(bits);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int FetchAnd(int bits) => _number.FetchAnd(bits);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public long LoadLong() => _long.Load(MemoryOrder.Acquire);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public object? LoadReference() => _reference.Load(MemoryOrder.Acquire);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void StoreReference(object? value) => _reference.Store(value, MemoryOrder.Release);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fence() => AtomicFence.Full();
}

/// <summary>The twins of <see cref="AtomicProbes"/>: same fields, same names, the processor's operations themselves.</summary>
internal sealed class BareProbes
{
    private Word<int> _number;
    private Word<long> _long;
    private Word<object?> _reference;

    // A structure like the atomics, so that the fields lie where theirs do.
    private struct Word<T>
    {
        public T Value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Load() => Volatile.Read(ref _number.Value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int LoadRelaxed() => Volatile.Read(ref _number.Value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Store(int value) => Volatile.Write(ref _number.Value, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void StoreFenced(int value) => Interlocked.Exchange(ref _number.Value, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Exchange(int value) => Interlocked.Exchange(ref _number.Value, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int CompareExchange(int value, int comparand) => Interlocked.CompareExchange(ref _number.Value, value, comparand);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public long FetchAdd(long delta) => Interlocked.Add(ref _long.Value, delta) - delta;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int FetchOr(int bits) => Interlocked.Or(ref _number.Value, bits);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int FetchAnd(int bits) => Interlocked.And(ref _number.Value, bits);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public long LoadLong() => Volatile.Read(ref _long.Value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public object? LoadReference() => Volatile.Read(ref _reference.Value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void StoreReference(object? value) => Volatile.Write(ref _reference.Value, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fence() => Interlocked.MemoryBarrier();
}
