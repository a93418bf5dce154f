using System;
using Ostd.Dma;
using Ostd.Sync;

namespace Ostd.Iommu;

/// <summary>
/// What devices tried and the unit refused: a few registers that the unit fills one after the other, and stops at a full one (VT-d specification, 7.3.1 "Primary Fault Logging").
/// </summary>
/// <remarks>
/// They are read when somebody asks. The unit's own fault interrupt stays masked: a device that faults all the time could keep a CPU busy with it.
/// </remarks>
internal sealed class FaultRecords(RemappingUnit unit)
{
    private const int RecordBytes = 16;
    private const ulong Valid = 1UL << 63;

    private readonly RemappingUnit _unit = unit;
    private readonly uint _first = UnitRegisters.FaultRecordsOf(unit.Capabilities);
    private readonly int _count = UnitRegisters.FaultRecordCountOf(unit.Capabilities);

    // Protects the registers, and where the next record is.
    private readonly SpinLock _lock = new(irq: true);
    private int _next;

    /// <summary>Takes the oldest records out; the rest stays. Says how many, and whether some were lost since the last time. Any context.</summary>
    internal int Take(Span<DmaFault> faults, out bool someLost)
    {
        using var guard = _lock.Lock();
        int taken = 0;
        while (taken < faults.Length && TryTakeLocked(out faults[taken]))
            taken++;
        someLost = (_unit.Read32(UnitRegisters.FaultStatus) & UnitRegisters.FaultOverflow) != 0;
        if (someLost)
            _unit.Write32(UnitRegisters.FaultStatus, UnitRegisters.FaultOverflow); // written ones clear
        return taken;
    }

    private bool TryTakeLocked(out DmaFault fault)
    {
        uint record = _first + (uint)(_next * RecordBytes);
        ulong high = _unit.Read64(record + 8);
        fault = default;
        if ((high & Valid) == 0)
            return false;
        fault = new DmaFault(new PciLocation((ushort)high), _unit.Read64(record) & ~0xfffUL, (byte)(high >> 32), IsWrite: (high >> 62 & 1) == 0);
        _unit.Write32(record + 12, 1u << 31); // written ones clear: the unit may fill it again
        _next = (_next + 1) % _count;
        return true;
    }
}
