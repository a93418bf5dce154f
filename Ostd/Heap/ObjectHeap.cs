using System;
using System.Runtime.CompilerServices;
using Ostd.Frames;
using Ostd.Paging;
using Ostd.Panics;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;

namespace Ostd.Heap;

/// <summary>
/// Memory for objects. Small blocks come from per-CPU free lists, which compiled code takes from by itself; this refills them in batches with
/// slots that the injected policy hands out, each checked (invariant 10). Everything here runs with interrupts disabled and allocates no objects.
/// </summary>
/// <remarks>
/// A block in a free list is finished but for its type: header "object" in the colour of what lives, zero contents, and the link to the next block in
/// the place of its type. So taking one is three instructions, and the collector may see the block at any moment.
/// </remarks>
internal sealed partial class ObjectHeap
{
    /// <summary>Blocks up to this many bytes come from free lists, one for every 16 bytes.</summary>
    public const int MaxListedSize = Slab.MaxSlotSize;

    /// <summary>Free lists that compiled code knows: up to 512 bytes. The seam keeps their heads.</summary>
    public const int FastClasses = 32;

    /// <summary>The largest block.</summary>
    public const int MaxSize = 1 << 30;

    /// <summary>Flags of <see cref="Allocate"/>.</summary>
    public const uint FinalizableFlag = 1;

    private const int MaxBatch = 64;
    private const int BatchBytes = 4096;
    private const ulong TypeWord = SlotHeader.ReferenceOffset;

    private readonly Kernel _kernel;
    private readonly Machine _machine;
    private readonly SlabTable _slabs;
    private readonly EmergencyMemory _emergency;

    // For each CPU, used by it alone.
    private readonly bool[] _inside;
    private readonly ulong[][] _slowLists;
    private readonly HeapSlot[][] _batches;
    private readonly HeapSlot[][] _dead;
    private readonly int[] _sweepHands;

    // A block that is in no free list any more and not its owner's yet, while the CPU may be stopped; 0: none. Read while the world is stopped.
    private readonly ulong[] _unfinished;

    // By size in units of 16 bytes: what the policy said once.
    private readonly int[] _slotSizes = new int[MaxListedSize / 16 + 1];

    private IHeapAllocator? _policy;

    public ObjectHeap(Kernel kernel, FramePool pool, SlabTable slabs)
    {
        _kernel = kernel;
        _machine = kernel.Machine;
        _slabs = slabs;
        _emergency = new EmergencyMemory(_machine, pool);
        int cpus = _machine.CpuCount;
        _inside = new bool[cpus];
        _slowLists = new ulong[cpus][];
        _batches = new HeapSlot[cpus][];
        _dead = new HeapSlot[cpus][];
        _sweepHands = new int[cpus];
        _unfinished = new ulong[cpus];
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            _slowLists[cpu] = new ulong[MaxListedSize / 16 + 1 - FastClasses];
            _batches[cpu] = new HeapSlot[MaxBatch];
            _dead[cpu] = new HeapSlot[Slab.MaxPages * Page.Size / Slab.MinSlotSize];
        }
        Collector = new Collector(kernel, pool, slabs, this);
    }

    public Collector Collector { get; }

    /// <summary>Whether objects come from here; before, the boot flow's own heap serves.</summary>
    public bool IsReady => _policy is not null;

    /// <summary>Pages of slabs and large slots, in bytes.</summary>
    public long HeapBytes => _slabs.Pages * Page.Size;

    /// <summary>Starts to use the policy. Its answers for sizes are asked and checked here, once.</summary>
    public void Inject(IHeapAllocator policy)
    {
        if (_policy is not null)
            Panic.Stop("A heap allocator is injected once.");
        for (int i = Slab.MinSlotSize / 16; i < _slotSizes.Length; i++)
        {
            int size = policy.SlotSizeFor(i * 16);
            if (size < i * 16 || size > Slab.MaxSlotSize || size % 16 != 0)
                Panic.Stop($"The heap allocator answered slots of {size} bytes for blocks of {i * 16}: at least that, at most {Slab.MaxSlotSize}, a multiple of 16.");
            _slotSizes[i] = size;
        }
        _slotSizes[0] = _slotSizes[1] = _slotSizes[Slab.MinSlotSize / 16];
        _policy = policy;
        _machine.UseHeap();
    }

    /// <summary>
    /// Address (in the linear map) of a zeroed block of at least <paramref name="size"/> bytes whose header is set; 0 when memory is exhausted, or for sizes that no object has.
    /// Task context, also in atomic mode; a handler of interrupts must not allocate.
    /// </summary>
    public ulong Allocate(ulong size, uint flags)
    {
        using var off = new InterruptsOff(_machine);
        int cpu = _machine.CurrentCpu;
        if (_inside[cpu] || IsHandlingInterrupt)
            return AllocateWhereForbidden(cpu, size);
        if (size is 0 or > MaxSize)
            return 0;
        _inside[cpu] = true;
        Collector.CollectIfDue();
        ulong block;
        for (int attempt = 0; (block = TryAllocate(cpu, (int)size, flags)) == 0 && TryRelieveInside(cpu, attempt); attempt++)
        {
        }
        _inside[cpu] = false;
        return block == 0 ? 0 : block + KernelLayout.LinearBase;
    }

    // A CPU that is starting has no task yet.
    private bool IsHandlingInterrupt => _machine.CpuLocal is not null && Task.Current.Cpu.InterruptDepth != 0;

    /// <summary>What a new block's header says.</summary>
    private ulong NewHeader => SlotHeader.Object | Collector.LiveColour;

    private ulong TryAllocate(int cpu, int size, uint flags)
    {
        bool finalizable = (flags & FinalizableFlag) != 0;
        ulong block = size <= MaxListedSize ? TakeListed(cpu, size) : TakeLarge(cpu, size);
        if (block == 0 || !finalizable)
            return block;
        _unfinished[cpu] = block;
        bool isWatched = Collector.TryAddFinalizable(block);
        _unfinished[cpu] = 0;
        // The block stays what it is when there is no room for the entry: nobody has seen it, so it dies with the next collection.
        if (!isWatched)
            return 0;
        _machine.WritePhys64(block, _machine.ReadPhys64(block) | SlotHeader.Finalizable);
        return block;
    }

    // ---- Free lists ------------------------------------------------------------------------------------------

    private ulong TakeListed(int cpu, int size)
    {
        int sizeClass = (size + 15) >> 4;
        ulong block = ReadList(cpu, sizeClass);
        if (block == 0)
        {
            if (!Refill(cpu, sizeClass))
                return 0;
            block = ReadList(cpu, sizeClass);
        }
        block -= KernelLayout.LinearBase;
        WriteList(cpu, sizeClass, _machine.ReadPhys64(block + TypeWord));
        _machine.WritePhys64(block + TypeWord, 0);
        return block;
    }

    /// <summary>Head of a free list, a virtual address; 0 when it is empty.</summary>
    private ulong ReadList(int cpu, int sizeClass) =>
        sizeClass <= FastClasses ? _machine.ReadFreeList(cpu, sizeClass) : _slowLists[cpu][sizeClass - FastClasses];

    private void WriteList(int cpu, int sizeClass, ulong head)
    {
        if (sizeClass <= FastClasses)
            _machine.WriteFreeList(cpu, sizeClass, head);
        else
            _slowLists[cpu][sizeClass - FastClasses] = head;
    }

    /// <summary>Fills an empty free list. False: the policy has no memory.</summary>
    private bool Refill(int cpu, int sizeClass)
    {
        int slotSize = _slotSizes[sizeClass];
        int wanted = Math.Clamp(BatchBytes / slotSize, 2, MaxBatch);
        SweepFor(cpu, slotSize, wanted);
        Span<HeapSlot> batch = _batches[cpu].AsSpan(0, wanted);
        int count = Ask(slotSize, batch);
        ulong header = NewHeader;
        ulong head = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            Check(batch[i], slotSize, header);
            ulong block = batch[i].Paddr;
            _machine.WritePhys64(block + TypeWord, head);
            head = block + KernelLayout.LinearBase;
        }
        WriteList(cpu, sizeClass, head);
        Collector.NoteAllocated((long)count * slotSize);
        return count > 0;
    }

    /// <summary>
    /// Puts the colour of what lives on every block in a free list or on its way out of one: they are nobody's yet, but they must not be swept. The world is stopped.
    /// </summary>
    public void RecolourFreeLists(ulong colour)
    {
        for (int cpu = 0; cpu < _inside.Length; cpu++)
        {
            for (int sizeClass = 1; sizeClass <= MaxListedSize / 16; sizeClass++)
            {
                for (ulong block = ReadList(cpu, sizeClass); block != 0; block = _machine.ReadKernel64(block + TypeWord))
                    _machine.WriteKernel64(block, SlotHeader.Object | colour);
            }
            if (_unfinished[cpu] != 0)
                _machine.WritePhys64(_unfinished[cpu], SlotHeader.Object | colour);
        }
    }

    // ---- Large blocks ----------------------------------------------------------------------------------------

    private ulong TakeLarge(int cpu, int size)
    {
        int slotSize = AskSlotSize(size);
        SweepFor(cpu, slotSize, LargeSweepGoal);
        Span<HeapSlot> slot = _batches[cpu].AsSpan(0, 1);
        if (Ask(slotSize, slot) == 0)
            return 0;
        Check(slot[0], slotSize, NewHeader);
        Collector.NoteAllocated(slotSize);
        return slot[0].Paddr;
    }

    // ---- The policy ------------------------------------------------------------------------------------------

    /// <summary>Invariant 10: the slot fits and is free, whatever the policy answered; or the machine stops.</summary>
    private void Check(HeapSlot slot, int slotSize, ulong header)
    {
        if (!_slabs.TryTake(slot, slotSize, header))
            Panic.Stop("The heap allocator answered a slot of another size, one that is in use, or none at all.");
    }

    private int Ask(int slotSize, Span<HeapSlot> slots)
    {
        int count = 0;
        try
        {
            count = _policy!.Alloc(slotSize, slots);
        }
        catch (Exception)
        {
            Panic.Stop("A heap allocator must not throw.");
        }
        if ((uint)count > (uint)slots.Length)
            Panic.Stop("The heap allocator answered more slots than were asked for.");
        return count;
    }

    private int AskSlotSize(int size)
    {
        int slotSize = 0;
        try
        {
            slotSize = _policy!.SlotSizeFor(size);
        }
        catch (Exception)
        {
            Panic.Stop("A heap allocator must not throw.");
        }
        if (slotSize < size || slotSize % Page.Size != 0)
            Panic.Stop("The heap allocator answered a size for large slots that is too small or not of whole pages.");
        return slotSize;
    }

    private void GiveBack(int slotSize, ReadOnlySpan<HeapSlot> slots)
    {
        try
        {
            _policy!.Dealloc(slotSize, slots);
        }
        catch (Exception)
        {
            Panic.Stop("A heap allocator must not throw.");
        }
    }

    // ---- Where nobody may allocate ---------------------------------------------------------------------------

    /// <summary>A bug of whoever allocates. The report about it allocates too: that is served from memory set aside.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong AllocateWhereForbidden(int cpu, ulong size)
    {
        if (!_kernel.Panicking.IsPanicking)
        {
            Panic.Stop(_inside[cpu]
                ? "A policy for pages or for the heap allocated an object while it answered the framework."
                : "A handler of interrupts allocated an object: what it needs must be made ahead.");
        }
        ulong block = _emergency.Take(size);
        if (block == 0)
            return 0;
        _machine.WritePhys64(block, NewHeader);
        return block + KernelLayout.LinearBase;
    }
}
