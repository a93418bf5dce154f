using System.Collections.Generic;
using Ostd.Model;
using Ostd.Model.Vtd;

namespace Invariants;

/// <summary>
/// What the tables in memory let devices reach: read as the unit would read them, without its caches. They change seldom, so this is kept until a page of them was written.
/// </summary>
internal sealed class DeviceTables
{
    private const ulong AddressMask = 0x000f_ffff_ffff_f000;

    private readonly ulong _root;

    internal DeviceTables(PhysicalMemory memory, ulong root, int levels)
    {
        _root = root;
        Note(memory, root);
        for (int bus = 0; bus < 256; bus++)
        {
            ulong entry = memory.Read64(root + (ulong)bus * 16);
            if ((entry & 1) != 0)
                ReadContexts(memory, bus, entry & AddressMask, levels);
        }
    }

    /// <summary>Every page that was read, and its version then.</summary>
    internal List<(ulong Page, uint Version)> Pages { get; } = [];

    /// <summary>Entries of devices.</summary>
    internal List<(ushort Source, ulong Low, ulong High)> Contexts { get; } = [];

    /// <summary>Pages that devices reach, by domain and device address.</summary>
    internal List<(ushort Domain, ulong Address, CachedTranslation Translation)> Leaves { get; } = [];

    /// <summary>Reading again would yield the same.</summary>
    internal bool IsCurrent(PhysicalMemory memory, ulong root)
    {
        foreach ((ulong page, uint version) in Pages)
        {
            if (memory.VersionOf(page) != version)
                return false;
        }
        return root == _root;
    }

    private void ReadContexts(PhysicalMemory memory, int bus, ulong table, int levels)
    {
        Note(memory, table);
        for (int device = 0; device < 256; device++)
        {
            ulong low = memory.Read64(table + (ulong)device * 16);
            if ((low & 1) == 0)
                continue;
            ulong high = memory.Read64(table + (ulong)device * 16 + 8);
            Contexts.Add(((ushort)(bus << 8 | device), low, high));
            Walk(memory, (ushort)(high >> 8), levels, 0, new CachedTranslation(low & AddressMask, true, true));
        }
    }

    private void Walk(PhysicalMemory memory, ushort domain, int level, ulong address, CachedTranslation table)
    {
        Note(memory, table.Paddr);
        for (ulong i = 0; i < 512; i++)
        {
            ulong entry = memory.Read64(table.Paddr + i * 8);
            var next = new CachedTranslation(entry & AddressMask, table.CanRead && (entry & 1) != 0, table.CanWrite && (entry & 2) != 0);
            if (!next.CanRead && !next.CanWrite)
                continue;
            ulong here = address | i << 12 + 9 * (level - 1);
            if (level > 1)
                Walk(memory, domain, level - 1, here, next);
            else
                Leaves.Add((domain, here, next));
        }
    }

    private void Note(PhysicalMemory memory, ulong page) => Pages.Add((page, memory.VersionOf(page)));
}
