namespace Ostd.Model.Vtd;

/// <summary>The fault records: filled one after the other; when the next one is full, faults are lost (VT-d specification, 7.3.1).</summary>
internal sealed partial class ModelVtd
{
    private const uint FaultOverflow = 1, FaultPending = 2;

    private int _nextFault;

    /// <summary>How many accesses and interrupts were refused.</summary>
    internal long Refused { get; private set; }

    private void RecordFault(ushort source, ulong information, int reason, bool isWrite)
    {
        Refused++;
        uint record = FirstFaultRecord + (uint)_nextFault * 16;
        ref uint status = ref _registers[0x34 / 4];
        if ((status & FaultOverflow) != 0)
            return;
        if ((Get64(record + 8) >> 63) != 0)
        {
            status |= FaultOverflow;
            return;
        }
        Set64(record, information);
        Set64(record + 8, source | (ulong)reason << 32 | (isWrite ? 0 : 1UL << 62) | 1UL << 63);
        status |= FaultPending;
        _nextFault = (_nextFault + 1) % FaultRecords;
    }
}
