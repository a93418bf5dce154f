using System.Collections.Generic;
using Ostd.Dma;
using Ostd.Io;

namespace Ostd.Pci;

/// <summary>Finds the functions: on bus 0, and on every bus that a bridge says firmware has given it.</summary>
/// <remarks>
/// Devices answer as they like, so a bus is looked at once, whoever leads to it, and there is an end to how many functions are kept.
/// </remarks>
internal static class PciScan
{
    /// <summary>Functions kept: more than any board that this runs on has.</summary>
    internal const int MaxFunctions = 512;

    private const int Buses = 256, Devices = 32, Functions = 8;

    internal static List<PciSlot> FindAll(PciConfiguration configuration, IoRanges memory, IoRanges ports)
    {
        var slots = new List<PciSlot>();
        bool[] isKnown = new bool[Buses];
        var buses = new Queue<int>();
        isKnown[0] = true;
        buses.Enqueue(0);
        while (buses.TryDequeue(out int bus))
        {
            for (int device = 0; device < Devices; device++)
            {
                if (TryLookAt(configuration, new PciLocation(bus, device, 0), slots, isKnown, buses, out bool hasMore) && hasMore)
                {
                    for (int function = 1; function < Functions; function++)
                        TryLookAt(configuration, new PciLocation(bus, device, function), slots, isKnown, buses, out _);
                }
            }
        }
        foreach (PciSlot slot in slots)
            CheckWindows(slot, slots, memory, ports);
        return slots;
    }

    private static bool TryLookAt(PciConfiguration configuration, PciLocation location, List<PciSlot> slots, bool[] isKnown, Queue<int> buses, out bool hasMore)
    {
        uint identifiers = configuration.Read32(location, PciRegisters.Identifiers);
        hasMore = false;
        if ((ushort)identifiers is 0 or 0xffff || slots.Count == MaxFunctions)
            return false;
        byte header = configuration.Read8(location, PciRegisters.HeaderType);
        hasMore = (header & PciRegisters.MultiFunction) != 0;
        bool isOrdinary = (header & PciRegisters.TypeMask) == PciRegisters.OrdinaryHeader;
        uint classWord = configuration.Read32(location, PciRegisters.Class);
        uint subsystem = isOrdinary ? configuration.Read32(location, PciRegisters.Subsystem) : 0;
        var identity = new PciIdentity(location, (ushort)identifiers, (ushort)(identifiers >> 16), classWord >> 8, (byte)classWord, (ushort)subsystem, (ushort)(subsystem >> 16));
        var slot = new PciSlot(configuration, identity, isOrdinary && classWord >> 24 is not (PciRegisters.BridgeClass or PciRegisters.SystemClass));
        slots.Add(slot);
        if (slot.IsForDrivers)
        {
            slot.SetCommand(0);
            MeasureWindows(slot);
        }
        else if ((header & PciRegisters.TypeMask) == PciRegisters.BridgeHeader && configuration.Read8(location, PciRegisters.SecondaryBus) is var behind && !isKnown[behind])
        {
            isKnown[behind] = true;
            buses.Enqueue(behind);
        }
        return true;
    }

    private static void MeasureWindows(PciSlot slot)
    {
        for (int index = 0; index < PciRegisters.Bars; index++)
        {
            if (PciBar.Measure(slot.Configuration, slot.Location, index) is not { } bar)
                continue;
            slot.Bars.Add(bar);
            if (bar.IsWide)
                index++;
        }
    }

    /// <summary>
    /// One bit of the command register opens all windows in memory, another those among the ports: if one of them lies over what is sensitive, over RAM or over another's, none is opened.
    /// </summary>
    private static void CheckWindows(PciSlot slot, List<PciSlot> slots, IoRanges memory, IoRanges ports)
    {
        foreach (PciBar bar in slot.Bars)
        {
            if (!(bar.IsPorts ? ports : memory).IsSensitive(bar.Start, bar.Start + bar.Length) && !slots.Exists(other => other.Bars.Exists(b => !ReferenceEquals(b, bar) && b.Touches(bar))))
                continue;
            if (bar.IsPorts)
                slot.MayDecodePorts = false;
            else
                slot.MayDecodeMemory = false;
        }
    }
}
