using System;
using Ostd.Frames;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Heap;

/// <summary>
/// The garbage collector: mark and sweep, objects never move. The world is stopped while it marks; sweeping is done later, a little with
/// every refill of a free list (see ObjectHeap.Sweep).
/// </summary>
/// <remarks>
/// Stacks and registers are read conservatively: any word that points into a block keeps it. Inside the heap the types say where references are.
/// Nothing here allocates objects. The parts: what is live to begin with (Roots), following references (Mark), handles that were dropped
/// (Finalizable), when to collect and what it cost (this file).
/// </remarks>
internal sealed partial class Collector : IRootVisitor
{
    /// <summary>No collection before so many bytes were allocated; so small heaps do not collect all the time.</summary>
    private const long MinTriggerBytes = 16 << 20;

    private readonly Kernel _kernel;
    private readonly Machine _machine;
    private readonly FramePool _pool;
    private readonly SlabTable _slabs;
    private readonly ObjectHeap _heap;
    private readonly WorldStop _world;
    private readonly Action<ulong> _runStopped;

    // Order: before every other lock of the heap. Held by the one CPU that collects.
    private HeapLock _lock = new();

    private AtomicInt64 _allocated = new();
    private long _trigger = MinTriggerBytes;

    public Collector(Kernel kernel, FramePool pool, SlabTable slabs, ObjectHeap heap)
    {
        _kernel = kernel;
        _machine = kernel.Machine;
        _pool = pool;
        _slabs = slabs;
        _heap = heap;
        _world = new WorldStop(kernel);
        _runStopped = RunStopped;
        _finalizable = new AddressList(_machine, pool);
        _dropped = new AddressList(_machine, pool);
        _trigger = Math.Min(MinTriggerBytes, Math.Max(1 << 20, pool.FreePages * Page.Size / 4));
        InitializeMarkStack();
        FindImage();
    }

    /// <summary>The mark of what lives: what the last collection reached, and what was made since.</summary>
    public ulong LiveColour { get; private set; } = SlotHeader.ColourA;

    // Collections so far, for who has to know without the lock.
    private AtomicInt64 _collections = new();

    /// <summary>Numbers for reports.</summary>
    public CollectorStatistics Statistics { get; private set; }

    /// <summary>The heap made blocks of so many bytes.</summary>
    public void NoteAllocated(long bytes) => _allocated.FetchAdd(bytes);

    /// <summary>Collects when enough was allocated since the last time. Interrupts are disabled, inside the heap.</summary>
    public void CollectIfDue()
    {
        if (_allocated.Load(MemoryOrder.Relaxed) >= _trigger)
            Collect();
    }

    /// <summary>Collects; when another CPU does at the moment, waits for that instead. Interrupts are disabled, inside the heap.</summary>
    public void Collect()
    {
        long before = _collections.Load(MemoryOrder.Acquire);
        _lock.Enter(_kernel);
        if (_collections.Load(MemoryOrder.Relaxed) == before)
        {
            // The dead of the last time must be gone before their colour comes to mean "live" again.
            _heap.FinishSweep();
            _machine.WithSpilledRegisters(_runStopped);
        }
        _lock.Exit();
    }

    /// <summary>The collection proper. What the caller holds in registers lies on the stack above <paramref name="stackPointer"/>.</summary>
    private void RunStopped(ulong stackPointer)
    {
        ulong start = _machine.ReadTsc();
        _world.Stop();

        LiveColour ^= SlotHeader.Colours;
        _heap.RecolourFreeLists(LiveColour);
        _liveBytes = 0;
        MarkRoots(stackPointer);
        ResurrectDropped();
        _slabs.Sweepable.Restart(LiveColour);

        _allocated.Store(0, MemoryOrder.Relaxed);
        long free = _pool.FreePages * Page.Size;
        _trigger = Math.Max(1 << 20, Math.Min(Math.Max(MinTriggerBytes, 2 * _liveBytes), free / 4));
        _collections.FetchAdd(1);
        _world.Resume();

        ulong cycles = _machine.ReadTsc() - start;
        CollectorStatistics s = Statistics;
        Statistics = new CollectorStatistics(s.Collections + 1, _liveBytes, Math.Max(s.LongestPauseCycles, cycles), s.TotalPauseCycles + cycles);
    }
}

/// <summary>What the collector has done since boot.</summary>
/// <param name="Collections">How often it ran.</param>
/// <param name="LiveBytes">Bytes of the objects that the last collection reached.</param>
/// <param name="LongestPauseCycles">The longest time the world stood still, in time-stamp cycles.</param>
/// <param name="TotalPauseCycles">All such times together.</param>
internal readonly record struct CollectorStatistics(long Collections, long LiveBytes, ulong LongestPauseCycles, ulong TotalPauseCycles);
