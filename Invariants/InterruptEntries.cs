using System.Collections.Generic;
using Ostd.Model;

namespace Invariants;

/// <summary>The entries that are present in an interrupt-remapping table in memory. They change seldom, so this is kept until the table was written.</summary>
internal sealed class InterruptEntries
{
    private readonly ulong _table;
    private readonly int _count;
    private readonly uint _version;

    internal InterruptEntries(PhysicalMemory memory, ulong table, int count)
    {
        (_table, _count, _version) = (table, count, VersionOf(memory, table, count));
        for (int i = 0; i < count; i++)
        {
            ulong low = memory.Read64(table + (ulong)i * 16);
            if ((low & 1) != 0)
                Present.Add((i, low, memory.Read64(table + (ulong)i * 16 + 8)));
        }
    }

    internal List<(int Index, ulong Low, ulong High)> Present { get; } = [];

    /// <summary>Reading again would yield the same.</summary>
    internal bool IsCurrent(PhysicalMemory memory, ulong table, int count) => (_table, _count, _version) == (table, count, VersionOf(memory, table, count));

    /// <summary>Versions only grow, so their sum tells of every write.</summary>
    private static uint VersionOf(PhysicalMemory memory, ulong table, int count)
    {
        uint sum = 0;
        for (ulong page = table; page < table + (ulong)count * 16; page += 4096)
            sum += memory.VersionOf(page);
        return sum;
    }
}
