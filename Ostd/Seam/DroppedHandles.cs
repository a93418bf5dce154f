namespace Ostd.Seam;

/// <summary>Handles that were dropped without being disposed, until task context releases their resources.</summary>
internal sealed class DroppedHandles
{
    private long _reclaimed;

    /// <summary>How many handles had to be reclaimed since boot: forgotten Dispose calls.</summary>
    public long Reclaimed => _reclaimed;

    /// <summary>Releases what was dropped so far; at most <paramref name="limit"/> handles. Returns how many.</summary>
    public int Drain(int limit = int.MaxValue)
    {
        int count = 0;
        while (count < limit && TryDequeue(out Reclaimable? handle))
        {
            handle!.ReclaimDropped();
            count++;
        }
        _reclaimed += count;
        return count;
    }

#if METAL
    private bool TryDequeue(out Reclaimable? handle)
    {
        using var off = new InterruptsOff(Root.Machine);
        ulong reference = Kernel.Current.Memory.Heap.Collector.TakeDropped();
        handle = reference == 0 ? null : Heap.ObjectHeader.FromAddress(reference);
        return reference != 0;
    }
#else
    private readonly System.Collections.Concurrent.ConcurrentQueue<Reclaimable> _queue = new();

    /// <summary>Any thread, also the host's finalizer thread.</summary>
    public void Enqueue(Reclaimable handle) => _queue.Enqueue(handle);

    private bool TryDequeue(out Reclaimable? handle)
    {
        handle = null;
        return Root.Machine.ReclaimsDropped && _queue.TryDequeue(out handle);
    }
#endif
}
