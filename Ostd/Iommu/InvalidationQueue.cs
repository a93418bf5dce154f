using Ostd.Frames;
using Ostd.Panics;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Iommu;

/// <summary>
/// How the kernel makes a remapping unit forget what it has cached: commands in a ring of memory that the unit works off on its own time (VT-d specification, 6.5.2).
/// </summary>
/// <remarks>
/// The unit is another processor. Telling it to forget is not enough, since it goes on using what it has until it gets there:
/// <code>
///   CPU                                     unit, device
///   clears the entry
///   puts "forget" in the ring               a DMA with the cached translation: allowed
///   puts "then write ticket 7" in the ring  forgets; lets the DMA that it began finish; writes 7
///   reads 7: nobody can reach the page
///   gives the page to somebody else         a DMA: blocked
/// </code>
/// So <see cref="Run(InvalidationDescriptor)"/> returns only after the unit has answered. There is one request on its way at a time, so that the ring never runs full and
/// a ticket has one meaning; it takes the hardware about a microsecond.
/// <para>Checked by: DmaScenarios.ReuseAfterUnmap, DmaScenarios.TwoDrivers, and the mutants "dma-no-wait", "dma-stale-ticket", "dma-queue-unlocked".</para>
/// </remarks>
internal sealed class InvalidationQueue
{
    /// <summary>A ring of one page.</summary>
    private const int Entries = Page.Size / InvalidationDescriptor.Bytes;

    /// <summary>Reads of the status before the unit is given up. Hardware answers within a few hundred.</summary>
    private const int MaxPolls = 10_000_000;

    /// <summary>Reads of the status, which is memory, for one of the unit's registers, which takes a hundred times as long.</summary>
    private const int PollsPerCheck = 1024;

    private readonly Machine _machine;
    private readonly RemappingUnit _unit;
    private readonly TableMemory _memory;
    private readonly ulong _ring;
    private readonly ulong _status;

    // Order: innermost. Protects the two below, and that one request is on its way at a time.
    private readonly SpinLock _lock = new(irq: true);
    private int _tail;
    private uint _ticket;

    internal InvalidationQueue(Machine machine, RemappingUnit unit, TableMemory memory)
    {
        _machine = machine;
        _unit = unit;
        _memory = memory;
        _ring = memory.Alloc();
        _status = memory.Alloc();
        unit.Write64(UnitRegisters.QueueTail, 0);
        unit.Write64(UnitRegisters.QueueAddress, _ring);
        unit.Command(UnitRegisters.QueueEnable);
    }

    /// <summary>Has it done. Returns when the unit has forgotten, and no access is under way that used what it forgot. Any context.</summary>
    internal void Run(InvalidationDescriptor what)
    {
        using var guard = _lock.Lock();
        AppendLocked(what);
        WaitLocked();
    }

    /// <summary>Has both done, in this order. Any context.</summary>
    internal void Run(InvalidationDescriptor first, InvalidationDescriptor second)
    {
        using var guard = _lock.Lock();
        AppendLocked(first);
        AppendLocked(second);
        WaitLocked();
    }

    /// <summary>The unit has met a command that it does not know, and stopped.</summary>
    private bool HasFailed => (_unit.Read32(UnitRegisters.FaultStatus) & UnitRegisters.QueueError) != 0;

    private void WaitLocked()
    {
        uint ticket = ++_ticket;
        AppendLocked(InvalidationDescriptor.Wait(_status, ticket));
        _unit.Write64(UnitRegisters.QueueTail, (ulong)(_tail * InvalidationDescriptor.Bytes));
        for (int polls = 0; (uint)_memory.Read(_status) != ticket; polls++)
        {
            if (polls == MaxPolls || polls % PollsPerCheck == PollsPerCheck - 1 && HasFailed)
                Panic.Stop("The IOMMU did not confirm an invalidation: a device may still reach memory that is no longer its own.");
            _machine.Pause();
        }
    }

    private void AppendLocked(InvalidationDescriptor descriptor)
    {
        ulong entry = _ring + (ulong)(_tail * InvalidationDescriptor.Bytes);
        _memory.Write(entry, descriptor.Low);
        _memory.Write(entry + 8, descriptor.High);
        _tail = (_tail + 1) % Entries;
    }
}
