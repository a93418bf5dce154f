using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs that let PCI functions do, or let drivers do with them, what they must not.</summary>
internal static class Pci
{
    private const string Function = "Ostd/Pci/PciFunction.cs", Interrupts = "Ostd/Pci/PciFunction.Interrupts.cs", Slot = "Ostd/Pci/PciSlot.cs", Scan = "Ostd/Pci/PciScan.cs",
        Table = "Ostd/Pci/MsixTable.cs", Capability = "Ostd/Pci/PciCapability.cs", Bar = "Ostd/Pci/PciBar.cs", System = "Ostd/Pci/PciSystem.cs", Configuration = "Ostd/Pci/PciConfiguration.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("pci-mastering-left-on", 6, "a function that was given back goes on mastering the bus", Function,
            "        _slot.SetCommand(0);\n        foreach", "        foreach"),
        Of("pci-release-unread", 6, "a function is free before what it wrote has arrived", Slot,
            "        configuration.Read16(Location, PciRegisters.Command);\n", ""),
        Of("pci-firmware-masters", 6, "a function that firmware left mastering goes on before anybody claims it", Scan,
            "            slot.SetCommand(0);\n", ""),
        Of("pci-master-without-iommu", 6, "a function masters the bus on a machine without IOMMU", Function,
            "if (isMaster && !_kernel.Dma.MayMaster)", "if (isMaster && _kernel is null)"),
        Of("pci-claimed-twice", 6, "two drivers have one function", Slot,
            "internal bool TryClaim() => !_isClaimed.Exchange(true);",
            "internal bool TryClaim()\n    {\n        bool isFree = !_isClaimed.Load(MemoryOrder.Acquire);\n        _isClaimed.Store(true, MemoryOrder.Release);\n        return isFree;\n    }"),
        Of("pci-configuration-unlocked", 6, "what one CPU writes to a function goes to the one that another CPU has selected meanwhile", Configuration,
            "        using var guard = _lock.Lock();\n        machine.Out16(", "        machine.Out16("),
        Of("pci-vector-freed-first", 3, "the vectors of a function are free while it may still send their messages", Function,
            "        _messages?.SwitchOff();\n        _slot.SetCommand(0);\n        foreach (IrqLine? line in _lines)\n            line?.Dispose();\n",
            "        foreach (IrqLine? line in _lines)\n            line?.Dispose();\n        _messages?.SwitchOff();\n        _slot.SetCommand(0);\n"),
        Of("pci-message-unmasked", 3, "a message without handler is not masked before its vector is free", Interrupts,
            "        _messages!.Mask(entry);\n", ""),
        Of("pci-firmware-messages", 3, "messages that firmware left in the table are sent when the function masters the bus", Slot,
            "            if (capability.Id is PciRegisters.MessageCapability or PciRegisters.MsixCapability)", "            if (capability.Id is PciRegisters.MessageCapability)"),
        Of("pci-table-unmasked", 3, "entries that firmware left open are not masked when messages are switched on", Table,
            "            Mask(entry);\n", "            _ = entry;\n"),
        Of("pci-message-index", 3, "a message behind the last one is accepted", Interrupts,
            "(uint)entry >= (uint)_lines.Length", "(uint)entry > (uint)_lines.Length"),
        Of("pci-pending-page-shared", 7, "drivers get the page with the pending bits", Table,
            "isApart ? IoMem.Acquire(pendingStart, pendingEnd - pendingStart) : null", "null"),
        Of("pci-table-page-shared", 7, "drivers get the page with the last entries of the message table", Table,
            "(start, end) = (System.Math.Min(start, pendingStart), System.Math.Max(end, pendingEnd));", "(start, end) = (pendingStart, pendingEnd);"),
        Of("pci-table-outside-window", 7, "a message table that leaves its window is believed", Table,
            "return bar is not null && offset < bar.Length && length <= bar.Length - offset;", "return bar is not null && offset <= bar.Length;"),
        Of("pci-window-over-sensitive", 7, "a function's windows are opened over RAM and sensitive registers", Scan,
            "!(bar.IsPorts ? ports : memory).IsSensitive(bar.Start, bar.Start + bar.Length) && ", ""),
        Of("pci-window-over-another", 7, "a function's windows are opened over another's", Scan,
            " && !slots.Exists(other => other.Bars.Exists(b => !ReferenceEquals(b, bar) && b.Touches(bar)))", ""),
        Of("pci-window-by-value", 7, "a function's windows are opened over another's that are as large and at the same place", Scan,
            "b => !ReferenceEquals(b, bar) && b.Touches(bar)", "b => b != bar && b.Touches(bar)"),
        Of("pci-window-wanders", 7, "a function opens its windows wherever it has moved them", Bar,
            "return (configuration.Read32(function, offset) & ~typeBits) == (uint)Start &&", "return"),
        Of("pci-window-left", 7, "a driver opens what lies behind a window", Function,
            "offset >= bar.Length || length > bar.Length - offset", "offset >= bar.Length || length > bar.Length"),
        Of("pci-registers-kept", 7, "a function goes to the next driver while the last one has its registers", System,
            "if (!slot.HasTakenWindows(_kernel.IoMemory, _kernel.IoPorts))", "if (_kernel is not null)"),
        Of("pci-bridge-claimed", 7, "drivers configure bridges and parts of the board", Scan,
            "isOrdinary && classWord >> 24 is not (PciRegisters.BridgeClass or PciRegisters.SystemClass)", "isOrdinary"),
        Of("pci-capability-circle", 0, "a list of capabilities that leads in a circle is followed for ever", Capability,
            "offset >= PciRegisters.FirstCapability && found.Count < MaxCapabilities && !found.Exists(c => c.Offset == offset)", "offset >= PciRegisters.FirstCapability"),
        Of("pci-capability-length", 0, "a capability is as long as it says, beyond configuration space", Capability,
            "System.Math.Min((byte)(header >> 16), PciRegisters.Bytes - offset)", "(byte)(header >> 16)"),
        Of("pci-bus-twice", 0, "a bus to which two bridges lead is looked at twice", Scan,
            " && !isKnown[behind])", ")"),
    ];

    private static Mutant Of(string name, int invariant, string breaks, string file, string find, string replace) => new(name, invariant, "pci", breaks, file, find, replace);
}
