using System.Collections.Generic;
using Ostd.Dma;
using Ostd.Frames;
using Ostd.Io;
using Ostd.Iommu;

namespace Ostd.Pci;

/// <summary>
/// A function's table of interrupt messages (PCI Local Bus specification 3.0, section 6.8.2, MSI-X). It lies in one of the function's windows, next to registers of the driver: the pages of it
/// and of its pending bits are taken for as long as the function is claimed, so nobody else gets them.
/// </summary>
/// <remarks>
/// What a message says is checked by the IOMMU, whoever wrote it. Without one, in a kernel that trusts its devices, the table would raise any vector on any CPU: drivers are not trusted then either.
/// </remarks>
internal sealed class MsixTable
{
    private const int EntryBytes = 16, DataOffset = 8, MaskOffset = 12;
    private const uint Masked = 1;

    // The capability: behind the control word, table and pending bits, each an offset with the window's index in its low bits.
    private const int ControlOffset = PciRegisters.MessageControl, TableOffset = 4, PendingOffset = 8;
    private const ushort Enable = 1 << 15, MaskAll = 1 << 14, LastEntry = 0x7ff;
    private const uint IndexBits = 7;

    private readonly PciSlot _slot;
    private readonly int _capability;
    private readonly IoMem _table;
    private readonly IoMem? _pending;
    private readonly long _first;

    private MsixTable(PciSlot slot, int capability, int entries, IoMem table, IoMem? pending, long first)
    {
        _slot = slot;
        _capability = capability;
        Entries = entries;
        _table = table;
        _pending = pending;
        _first = first;
    }

    internal int Entries { get; }

    /// <summary>Takes the table of a function whose windows in memory may be opened. Null: it has none, or none that can be. Task context.</summary>
    /// <exception cref="OstdException">AccessDenied: somebody has one of the pages.</exception>
    /// <exception cref="System.OutOfMemoryException">No memory to map it.</exception>
    internal static MsixTable? TryTake(PciSlot slot, List<PciCapability> capabilities)
    {
        if (capabilities.Find(c => c.Id == PciRegisters.MsixCapability) is not { } capability || capability.Offset > PciRegisters.Bytes - 12)
            return null;
        PciConfiguration configuration = slot.Configuration;
        int entries = (configuration.Read16(slot.Location, capability.Offset + ControlOffset) & LastEntry) + 1;
        ulong tableLength = (ulong)entries * EntryBytes, pendingLength = ((ulong)entries + 63) / 64 * 8;
        if (!TryFind(slot, configuration.Read32(slot.Location, capability.Offset + TableOffset), tableLength, out ulong table)
            || !TryFind(slot, configuration.Read32(slot.Location, capability.Offset + PendingOffset), pendingLength, out ulong pending))
            return null;
        ulong start = Page.AlignDown(table), end = Page.AlignUp(table + tableLength);
        ulong pendingStart = Page.AlignDown(pending), pendingEnd = Page.AlignUp(pending + pendingLength);
        bool isApart = pendingStart >= end || pendingEnd <= start;
        if (!isApart)
            (start, end) = (System.Math.Min(start, pendingStart), System.Math.Max(end, pendingEnd));
        IoMem tablePages = IoMem.Acquire(start, end - start);
        try
        {
            IoMem? pendingPages = isApart ? IoMem.Acquire(pendingStart, pendingEnd - pendingStart) : null;
            return new MsixTable(slot, capability.Offset, entries, tablePages, pendingPages, (long)(table - start));
        }
        catch
        {
            tablePages.Dispose();
            throw;
        }
    }

    /// <summary>Where a word of the capability says that something lies: inside one window, or nowhere.</summary>
    private static bool TryFind(PciSlot slot, uint word, ulong length, out ulong start)
    {
        ulong offset = word & ~IndexBits;
        PciBar? bar = slot.Bars.Find(b => b.Index == (int)(word & IndexBits) && !b.IsPorts);
        start = bar is null ? 0 : bar.Start + offset;
        return bar is not null && offset < bar.Length && length <= bar.Length - offset;
    }

    /// <summary>The page is one of those that it keeps for itself. For the invariants.</summary>
    internal bool Keeps(ulong paddr) => paddr - _table.Start < (ulong)_table.Length || _pending is not null && paddr - _pending.Start < (ulong)_pending.Length;

    /// <summary>Every entry masked, then the whole switched on. The windows in memory are open. Task context.</summary>
    internal void SwitchOn()
    {
        SetControl(Enable | MaskAll);
        for (int entry = 0; entry < Entries; entry++)
            Mask(entry);
        SetControl(Enable);
    }

    /// <summary>No message is sent any more when this returns, unless the device does not keep to that. Any context.</summary>
    internal void SwitchOff()
    {
        SetControl(MaskAll);
        _slot.Configuration.Read16(_slot.Location, _capability + ControlOffset);
    }

    /// <summary>From now on the function may send the message of an entry that was masked.</summary>
    internal void Open(int entry, MsiMessage message)
    {
        long at = _first + entry * EntryBytes;
        _table.Write32(at, message.Address);
        _table.Write32(at + 4, 0);
        _table.Write32(at + DataOffset, message.Data);
        _table.Write32(at + MaskOffset, 0);
    }

    /// <summary>When this returns the message was sent, or will not be: the read is answered after the function's writes.</summary>
    internal void Mask(int entry)
    {
        long at = _first + entry * EntryBytes + MaskOffset;
        _table.Write32(at, Masked);
        _table.Read32(at);
    }

    /// <summary>Lets the pages go. It is switched off. Any context.</summary>
    internal void LetGo()
    {
        _table.Dispose();
        _pending?.Dispose();
    }

    private void SetControl(ushort value) => _slot.Configuration.Write16(_slot.Location, _capability + ControlOffset, value);
}
