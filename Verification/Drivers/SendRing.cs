using System;
using System.Collections.Generic;
using Ostd.Sync;
using Ostd.Timers;

namespace Verification.Drivers;

/// <summary>A queue into which a driver puts packets for the device: several are under way at once. Task context.</summary>
internal sealed class SendRing : Ring
{
    private const ulong TimeoutNs = 5_000_000_000;

    // Slots that the device does not have.
    private readonly Stack<int> _free = [];

    internal SendRing(VirtioTransport transport, ushort index, int slotBytes)
        : base(transport, index, slotBytes)
    {
        for (int slot = 0; slot < Slots; slot++)
            _free.Push(slot);
    }

    /// <summary>Copies a packet and hands it to the device; waits for a free slot.</summary>
    /// <exception cref="ArgumentException">It is empty, or longer than a slot.</exception>
    /// <exception cref="DeviceFailedException">The device broke the protocol, now or before, or takes nothing.</exception>
    internal void Send(int header, ReadOnlySpan<byte> body)
    {
        int length = header + body.Length;
        if (length == 0 || length > SlotBytes)
            throw new ArgumentException($"A packet of {length} bytes: at most {SlotBytes} fit, and none is no packet.");
        using Mutex.Guard guard = Enter();
        ReclaimLocked();
        while (_free.Count == 0)
        {
            // Woken without a buffer: the device has given up.
            if (!WaitLocked(Clock.MonotonicNs + TimeoutNs) || !ReclaimLocked())
                throw FailLocked("The device takes no packets.");
        }
        int slot = _free.Pop();
        long at = slot * SlotBytes;
        Memory.Write(at, new byte[header]);
        Memory.Write(at + header, body);
        OfferLocked(slot, length, deviceWrites: false);
        NotifyLocked();
    }

    /// <summary>Takes back all that the device is done with. False: nothing.</summary>
    private bool ReclaimLocked()
    {
        int before = _free.Count;
        while (TryTakeLocked(out int slot, out _))
            _free.Push(slot);
        return _free.Count != before;
    }
}
