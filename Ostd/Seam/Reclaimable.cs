namespace Ostd.Seam;

/// <summary>
/// Base of handles on resources that live outside the heap. A handle that is dropped without Dispose is found by the collector, put on
/// the kernel's reclaim list, and released from task context: a leak becomes a delay and a number in the statistics.
/// </summary>
/// <remarks>
/// On the metal the finalizer never runs: its presence makes the type finalizable, the collector resurrects the object and queues it
/// itself. On the host it runs on .NET's finalizer thread, and does nothing but queue the object at the machine it belongs to.
/// </remarks>
public abstract class Reclaimable
{
#if METAL
    private protected Reclaimable()
    {
    }

    ~Reclaimable()
    {
    }

    /// <summary>The handle was released: the collector need not look after it.</summary>
    private protected void ForgetResource() => Heap.ObjectHeader.ClearFinalizable(this);
#else
    private readonly Kernel _kernel = Root.Kernel;

    private protected Reclaimable()
    {
    }

    ~Reclaimable() => _kernel.Dropped.Enqueue(this);

    /// <summary>The handle was released: the collector need not look after it.</summary>
    private protected void ForgetResource() => System.GC.SuppressFinalize(this);
#endif

    /// <summary>Releases the resource of a handle that nobody can reach. Task context.</summary>
    internal abstract void ReclaimDropped();
}
