using System;
using Ostd.Dma;
using Ostd.Panics;
using Ostd.Sync;

namespace Ostd.Iommu;

/// <summary>
/// Which memory devices can reach: the root table has an entry for every bus, it leads to a context table with an entry for every device on the bus, and that to the
/// translations of the device's <see cref="DmaDomain"/> (VT-d specification, 3.4 "Hierarchical Translation Structures", legacy mode).
/// </summary>
/// <remarks>
/// A device has a domain of its own while it has a mapping, and no entry otherwise: the last mapping to go takes everything along. Root entries, once made, stay: a context
/// table without entries denies as well as none.
/// </remarks>
internal sealed class DmaRemapping
{
    private const ulong Present = 1;
    internal const ulong AddressMask = 0x000f_ffff_ffff_f000;

    /// <summary>Devices that can have mappings at the same time, if the unit can tell so many apart. Domain 0 is not used: units with caching mode reserve it.</summary>
    private const int MaxDomains = 256;

    private readonly RemappingUnit _unit;
    private readonly TableMemory _memory;
    private readonly ulong _rootTable;

    // Order: before the invalidation queue's. Protects the domains, their users, and the context entries.
    private readonly SpinLock _lock = new(irq: true);
    private readonly DmaDomain?[] _domains;

    internal DmaRemapping(RemappingUnit unit, TableMemory memory, ulong rootTable)
    {
        _unit = unit;
        _memory = memory;
        _rootTable = rootTable;
        _domains = new DmaDomain?[Math.Min(MaxDomains, UnitRegisters.DomainsOf(unit.Capabilities))];
        Levels = (unit.Capabilities & UnitRegisters.FourLevels) != 0 ? 4 : 3;
        Drain = InvalidationDescriptor.DrainBits(unit.Capabilities);
    }

    /// <summary>Levels of the translation tables: all that the unit can, or three, which span 512 GiB, far more than is used.</summary>
    internal int Levels { get; }

    internal ulong Drain { get; }

    /// <summary>The domains that exist, by number; null where none is.</summary>
    internal ReadOnlySpan<DmaDomain?> Domains => _domains;

    /// <summary>The device's domain, made when it has none; it stays until <see cref="Leave"/>. Task context.</summary>
    /// <exception cref="OutOfMemoryException">No memory for its tables.</exception>
    /// <exception cref="OstdException">NotEnoughResources: as many devices as the unit can tell apart have mappings.</exception>
    internal DmaDomain Enter(PciLocation device)
    {
        using (_lock.Lock())
        {
            if (FindLocked(device) is { } found)
            {
                found.Users++;
                return found;
            }
        }
        ulong contextTable = ContextTableOf(device.Bus);
        var fresh = new DmaDomain(_unit, _memory, device, _memory.Alloc(), Levels);
        DmaDomain? domain;
        using (_lock.Lock())
        {
            domain = FindLocked(device) ?? TryInstallLocked(fresh, contextTable);
            if (domain is not null)
                domain.Users++;
        }
        if (domain != fresh)
            fresh.FreeTables();
        return domain ?? throw new OstdException(OstdError.NotEnoughResources, $"{_domains.Length - 1} devices have DMA mappings: the IOMMU cannot tell more apart.");
    }

    /// <summary>The caller no longer uses the domain; the last one leaves the device with nothing it can reach. Any context.</summary>
    internal void Leave(DmaDomain domain)
    {
        using (_lock.Lock())
        {
            if (--domain.Users != 0)
                return;
            ulong entry = ContextEntryOf(ContextTableAt(domain.Device.Bus), domain.Device);
            _memory.Exchange(entry, 0);
            _unit.Queue.Run(InvalidationDescriptor.Context(domain.Number, domain.Device.RequesterId), InvalidationDescriptor.Translations(domain.Number, Drain));
            _domains[domain.Number] = null;
        }
        domain.FreeTables();
    }

    private DmaDomain? FindLocked(PciLocation device)
    {
        foreach (DmaDomain? domain in _domains)
        {
            if (domain is not null && domain.Device == device)
                return domain;
        }
        return null;
    }

    private DmaDomain? TryInstallLocked(DmaDomain domain, ulong contextTable)
    {
        int number = Array.IndexOf(_domains, null, 1);
        if (number < 0)
            return null;
        domain.Number = (ushort)number;
        _domains[number] = domain;
        ulong entry = ContextEntryOf(contextTable, domain.Device);
        _memory.Write(entry + 8, (ulong)(uint)number << 8 | (uint)(Levels - 2)); // the unit counts levels from 2
        _memory.Exchange(entry, domain.Root | Present);
        if (_unit.CachesAbsence)
            _unit.Queue.Run(InvalidationDescriptor.Context((ushort)number, domain.Device.RequesterId), InvalidationDescriptor.Translations((ushort)number, Drain));
        return domain;
    }

    /// <summary>The context table of a bus, made when there is none. Two CPUs may make it at once: the loser frees its own.</summary>
    private ulong ContextTableOf(int bus)
    {
        ulong table = ContextTableAt(bus);
        if (table != 0)
            return table;
        table = _memory.Alloc();
        ulong seen = _memory.CompareExchange(_rootTable + (ulong)bus * 16, table | Present, 0);
        if (seen == 0)
            return table;
        _memory.Free(table);
        return seen & AddressMask;
    }

    private ulong ContextTableAt(int bus) => _memory.Read(_rootTable + (ulong)bus * 16) & AddressMask;

    private static ulong ContextEntryOf(ulong table, PciLocation device) => table + (ulong)(device.RequesterId & 0xff) * 16;
}
