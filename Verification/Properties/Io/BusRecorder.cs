using System;
using Ostd.Model.Devices;

namespace Verification.Properties.Io;

/// <summary>A device that answers everywhere on the part of the bus where drivers may be, with the address itself, and remembers the last access.</summary>
internal sealed class BusRecorder : ModelDevice
{
    /// <summary>The last access that reached the bus and that no sensitive device took; null: none since it was asked.</summary>
    public BusAccess? Last { get; private set; }

    /// <summary>What a read at an address gives.</summary>
    public static ulong ValueAt(ulong address, int width) => (address * 0x9E37_79B9_7F4A_7C15 ^ address) & ulong.MaxValue >> 64 - 8 * width;

    public BusAccess? TakeLast()
    {
        BusAccess? last = Last;
        Last = null;
        return last;
    }

    internal override bool TryReadPort(ushort port, int width, out uint value)
    {
        value = (uint)ValueAt(port, width);
        return Note(new BusAccess(Memory: false, port, width, Written: null));
    }

    internal override bool TryWritePort(ushort port, int width, uint value) => Note(new BusAccess(Memory: false, port, width, value));

    internal override bool TryReadMemory(ulong paddr, int width, out ulong value)
    {
        value = ValueAt(paddr, width);
        return Note(new BusAccess(Memory: true, paddr, width, Written: null));
    }

    internal override bool TryWriteMemory(ulong paddr, int width, ulong value) => Note(new BusAccess(Memory: true, paddr, width, value));

    private bool Note(BusAccess access)
    {
        Last = access;
        return Board.Find(access.Memory ? Board.PeripheralMemory : Board.PeripheralPorts, access.Address, access.Address + (ulong)access.Width) is not null;
    }
}

/// <summary>One access on the bus.</summary>
internal sealed record BusAccess(bool Memory, ulong Address, int Width, ulong? Written);
