using System;
using Ostd.Dma;
using Ostd.Frames;
using Ostd.Sync;

namespace Ostd.Iommu;

/// <summary>
/// The addresses of one device and what is behind them: a list of its mappings in the order of addresses, and the unit's table that says the same
/// (VT-d specification, 3.7 "Second-Stage Translation").
/// </summary>
/// <remarks>
/// An address is in the list before the table has it, and until the unit has forgotten it: whoever gets the address or the pages next, nobody reaches them by an
/// old translation. Tables below the root stay until the domain goes; addresses are given out from the bottom, so there are few.
/// </remarks>
internal sealed class DmaDomain
{
    private const ulong Readable = 1, Writable = 2;

    /// <summary>
    /// The addresses that devices get, also those that have 32 bits only. Not the first megabyte, so that a device which was never told an address hits nothing; and below the
    /// window at FEE0_0000h, where a write is an interrupt and never goes through the table (VT-d specification, 3.14 "Handling Requests to Interrupt Address Range").
    /// </summary>
    internal const ulong FirstAddress = 0x10_0000, EndAddress = 0xfee0_0000;

    private readonly RemappingUnit _unit;
    private readonly TableMemory _memory;
    private readonly int _levels;

    // Protects the list.
    private readonly SpinLock _lock = new(irq: true);
    private DmaMapping? _first;

    internal DmaDomain(RemappingUnit unit, TableMemory memory, PciLocation device, ulong root, int levels)
    {
        _unit = unit;
        _memory = memory;
        Device = device;
        Root = root;
        _levels = levels;
    }

    internal PciLocation Device { get; }

    /// <summary>As what the unit's caches know it.</summary>
    internal ushort Number { get; set; }

    /// <summary>Physical address of the top table.</summary>
    internal ulong Root { get; }

    /// <summary>Mappings made or being made. Under the lock of <see cref="DmaRemapping"/>.</summary>
    internal int Users { get; set; }

    /// <summary>The mapping with the lowest address; the others follow.</summary>
    internal DmaMapping? First => _first;

    /// <summary>Finds an address for the pages and lets the device reach them there. Task context.</summary>
    /// <exception cref="OutOfMemoryException">No memory for tables.</exception>
    /// <exception cref="OstdException">NotEnoughResources: the device's addresses are used up.</exception>
    internal void Map(DmaMapping mapping)
    {
        using (_lock.Lock())
            PlaceLocked(mapping);
        try
        {
            ulong rights = mapping.Direction switch
            {
                DmaDirection.ToDevice => Readable,
                DmaDirection.FromDevice => Writable,
                _ => Readable | Writable,
            };
            for (int i = 0; i < mapping.Pages; i++)
                _memory.Exchange(LeafOf(mapping.Address + Bytes(i)), mapping.Start + Bytes(i) | rights);
        }
        catch
        {
            Unmap(mapping);
            throw;
        }
        if (_unit.CachesAbsence)
            _unit.Queue.Run(InvalidationDescriptor.Translations(Number, _unit.Memory.Drain));
    }

    /// <summary>When it returns the device cannot reach the pages, and no access of its is under way. Any context.</summary>
    internal void Unmap(DmaMapping mapping)
    {
        for (int i = 0; i < mapping.Pages; i++)
        {
            if (FindLeaf(mapping.Address + Bytes(i)) is var leaf && leaf != 0)
                _memory.Exchange(leaf, 0);
        }
        _unit.Queue.Run(InvalidationDescriptor.Translations(Number, _unit.Memory.Drain));
        using (_lock.Lock())
            RemoveLocked(mapping);
    }

    /// <summary>Gives back every table. The unit has forgotten them.</summary>
    internal void FreeTables() => FreeTables(Root, _levels);

    private void FreeTables(ulong table, int level)
    {
        for (ulong entry = table; level > 1 && entry < table + Page.Size; entry += 8)
        {
            if (_memory.Read(entry) is var below && below != 0)
                FreeTables(below & DmaRemapping.AddressMask, level - 1);
        }
        _memory.Free(table);
    }

    // ---- The list --------------------------------------------------------------------------------------------

    /// <summary>First fit.</summary>
    private void PlaceLocked(DmaMapping mapping)
    {
        ulong length = Bytes(mapping.Pages);
        ulong address = FirstAddress;
        DmaMapping? before = null;
        DmaMapping? after = _first;
        while (after is not null && after.Address - address < length)
        {
            address = after.Address + Bytes(after.Pages);
            before = after;
            after = after.Next;
        }
        if (EndAddress - address < length)
            throw new OstdException(OstdError.NotEnoughResources, $"No {mapping.Pages} contiguous pages of device {Device}'s addresses are free.");
        mapping.Address = address;
        mapping.Next = after;
        if (before is null)
            _first = mapping;
        else
            before.Next = mapping;
    }

    private void RemoveLocked(DmaMapping mapping)
    {
        if (_first == mapping)
        {
            _first = mapping.Next;
            return;
        }
        for (DmaMapping? before = _first; before is not null; before = before.Next)
        {
            if (before.Next != mapping)
                continue;
            before.Next = mapping.Next;
            return;
        }
        Panics.Panic.Stop("A DMA mapping is removed once, from the domain it is in.");
    }

    // ---- The table -------------------------------------------------------------------------------------------

    /// <summary>Where the translation of an address stands; tables on the way are made. Two CPUs may make one at once: the loser frees its own.</summary>
    private ulong LeafOf(ulong address)
    {
        ulong table = Root;
        for (int level = _levels; level > 1; level--)
        {
            ulong entry = EntryOf(table, address, level);
            ulong below = _memory.Read(entry);
            if (below == 0)
            {
                ulong fresh = _memory.Alloc();
                below = _memory.CompareExchange(entry, fresh | Readable | Writable, 0);
                if (below == 0)
                    below = fresh;
                else
                    _memory.Free(fresh);
            }
            table = below & DmaRemapping.AddressMask;
        }
        return EntryOf(table, address, 1);
    }

    /// <summary>Where the translation of an address stands; 0 when there is no table for it.</summary>
    private ulong FindLeaf(ulong address)
    {
        ulong table = Root;
        for (int level = _levels; level > 1; level--)
        {
            table = _memory.Read(EntryOf(table, address, level)) & DmaRemapping.AddressMask;
            if (table == 0)
                return 0;
        }
        return EntryOf(table, address, 1);
    }

    private static ulong EntryOf(ulong table, ulong address, int level) => table + (address >> Page.Shift + 9 * (level - 1) & 511) * 8;

    private static ulong Bytes(int pages) => (ulong)pages << Page.Shift;
}
