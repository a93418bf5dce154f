using Ostd.Panics;
using Ostd.Sync;
using Ostd.Traps;

namespace Ostd.Iommu;

/// <summary>
/// Which interrupts devices can raise: a table that the unit looks every message of a device up in (VT-d specification, chapter 5 "Interrupt Remapping").
/// </summary>
/// <remarks>
/// Without it a device interrupts by writing a vector of its choice to an address of its choice: also vectors of CPU exceptions, which the kernel would take for its own
/// fault with an error code that is not there, and messages that reset a CPU. With it the message only names an entry. Here entry v, when it is present, says: vector v, fixed
/// delivery, from this one device; and it is present only while the <see cref="IrqLine"/> of vector v is alive and routed. Vectors outside the lines have no entry ever.
/// <para>Checked by: invariant 3, and the properties and attacks named there.</para>
/// </remarks>
internal sealed class InterruptRemapping
{
    /// <summary>One entry for every vector: one page.</summary>
    internal const int Entries = 256;
    internal const int EntryBytes = 16;

    // Low half of an entry: fixed delivery to one CPU, edge, is all zeros but for these (section 9.10).
    internal const ulong Present = 1;
    internal const int VectorShift = 16, DestinationShift = 32;

    // High half: the unit compares the whole source identifier.
    internal const ulong VerifySource = 1UL << 18;

    private const ulong TableSize256 = 7; // 2^(7+1) entries
    private const ulong WideDestinations = 1 << 11;

    private const int NoSource = -1;

    private readonly RemappingUnit _unit;
    private readonly TableMemory _memory;
    private readonly ulong _table;
    private readonly bool _wide;

    // Order: before the invalidation queue's. Protects the table and the sources.
    private readonly SpinLock _lock = new(irq: true);

    // By vector: the device that the entry is for.
    private readonly int[] _sources = new int[Entries];

    internal InterruptRemapping(RemappingUnit unit, TableMemory memory, bool wide)
    {
        _unit = unit;
        _memory = memory;
        _wide = wide;
        _table = memory.Alloc();
        System.Array.Fill(_sources, NoSource);
        unit.Write64(UnitRegisters.InterruptTableAddress, _table | TableSize256 | (wide ? WideDestinations : 0));
    }

    /// <summary>The device that may raise a vector; -1 for none.</summary>
    internal int SourceOf(int vector) => _sources[vector];

    /// <summary>
    /// Lets one device raise the vector of a line on a CPU; whoever could before no longer can when this returns. Any context.
    /// </summary>
    internal void Route(int vector, ushort source, uint apicId)
    {
        if (vector is < Vectors.FirstLine or > Vectors.LastLine)
            Panic.Stop($"Vector {vector:x} is not one of the interrupt lines': a device may not raise it (invariant 3).");
        if (!_wide && apicId > 0xff)
            Panic.Stop($"The IOMMU cannot send interrupts to CPU {apicId:x}: its identifiers are 8 bits wide here.");
        ulong destination = _wide ? apicId : (ulong)apicId << 8;
        using var guard = _lock.Lock();
        CloseLocked(vector);
        _sources[vector] = source;
        _memory.Write(EntryOf(vector) + 8, VerifySource | source);
        _memory.Exchange(EntryOf(vector), destination << DestinationShift | (ulong)vector << VectorShift | Present);
        if (_unit.CachesAbsence)
            _unit.Queue.Run(InvalidationDescriptor.Interrupt(vector));
    }

    /// <summary>When it returns no device can raise the vector, and none has a message on its way. Any context.</summary>
    internal void Close(int vector)
    {
        using var guard = _lock.Lock();
        CloseLocked(vector);
    }

    private void CloseLocked(int vector)
    {
        if (_sources[vector] == NoSource)
            return;
        _memory.Exchange(EntryOf(vector), 0);
        _unit.Queue.Run(InvalidationDescriptor.Interrupt(vector));
        _sources[vector] = NoSource;
    }

    private ulong EntryOf(int vector) => _table + (ulong)(vector * EntryBytes);
}
