namespace InKernel.Ostd;

/// <summary>The atomics do what the processor's own operations do.</summary>
public static class AtomicTests
{
    [KernelTest]
    public static void Every_operation_does_what_its_bare_twin_does()
    {
        var atomic = new AtomicProbes();
        var bare = new BareProbes();
        atomic.Store(int.MinValue);
        bare.Store(int.MinValue);
        Check.Equal(bare.Load(), atomic.Load());
        Check.Equal(bare.Exchange(5), atomic.Exchange(5));
        Check.Equal(bare.CompareExchange(9, 4), atomic.CompareExchange(9, 4));
        Check.Equal(5, atomic.LoadRelaxed());
        Check.Equal(bare.CompareExchange(0x0ff0, 5), atomic.CompareExchange(0x0ff0, 5));
        Check.Equal(bare.FetchOr(0x000f), atomic.FetchOr(0x000f));
        Check.Equal(bare.FetchAnd(~0x00f0), atomic.FetchAnd(~0x00f0));
        Check.Equal(0x0f0f, atomic.Load());
        Check.Equal(bare.LoadRelaxed(), atomic.LoadRelaxed());
        atomic.StoreFenced(-1);
        bare.StoreFenced(-1);
        Check.Equal(bare.Load(), atomic.Load());
        Check.Equal(bare.FetchAdd(long.MaxValue), atomic.FetchAdd(long.MaxValue));
        Check.Equal(bare.FetchAdd(1), atomic.FetchAdd(1)); // wraps around
        Check.Equal(bare.LoadLong(), atomic.LoadLong());
        Check.Equal(long.MinValue, atomic.LoadLong());
        atomic.StoreReference(bare);
        bare.StoreReference(bare);
        Check.Same(bare.LoadReference()!, atomic.LoadReference()!);
        atomic.Fence();
        bare.Fence();
    }
}
