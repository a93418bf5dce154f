using System;
using Ostd.Sync;
using Ostd.Timers;

namespace Verification.Drivers;

/// <summary>A queue from which a driver takes packets of the device: all buffers are out until the device has filled one. Task context.</summary>
internal sealed class ReceiveRing(VirtioTransport transport, ushort index, int slotBytes) : Ring(transport, index, slotBytes)
{
    // What was received and not read yet: the rest of one packet.
    private byte[] _rest = [];

    /// <summary>Hands all buffers to the device, which has been started.</summary>
    internal void Fill()
    {
        using Mutex.Guard guard = Enter();
        for (int slot = 0; slot < Slots; slot++)
            OfferLocked(slot, SlotBytes, deviceWrites: true);
        NotifyLocked();
    }

    /// <summary>Waits for the next packet. Null: none came in time.</summary>
    /// <param name="header">Bytes of it that are not wanted.</param>
    /// <param name="timeoutNs">How long to wait.</param>
    /// <exception cref="DeviceFailedException">The device broke the protocol, now or before.</exception>
    internal byte[]? Receive(int header, ulong timeoutNs)
    {
        using Mutex.Guard guard = Enter();
        return ReceiveLocked(header, timeoutNs);
    }

    /// <summary>Waits for bytes, whatever packets they come in; returns how many, 0 when none came in time.</summary>
    /// <exception cref="DeviceFailedException">The device broke the protocol, now or before.</exception>
    internal int Read(Span<byte> into, ulong timeoutNs)
    {
        using Mutex.Guard guard = Enter();
        if (_rest.Length == 0)
            _rest = ReceiveLocked(header: 0, timeoutNs) ?? [];
        int count = Math.Min(into.Length, _rest.Length);
        _rest.AsSpan(0, count).CopyTo(into);
        _rest = _rest[count..];
        return count;
    }

    private byte[]? ReceiveLocked(int header, ulong timeoutNs)
    {
        if (!WaitLocked(Clock.MonotonicNs + timeoutNs))
            return null;
        if (!TryTakeLocked(out int slot, out int written) || written < header)
            throw FailLocked($"The device gave up, or sent {written} bytes where a header has {header}.");
        byte[] packet = new byte[written - header];
        Memory.Read(slot * SlotBytes + header, packet);
        OfferLocked(slot, SlotBytes, deviceWrites: true);
        NotifyLocked();
        return packet;
    }
}
