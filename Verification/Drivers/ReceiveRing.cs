using System;
using System.Collections.Generic;
using Ostd.Dma;
using Ostd.Sync;
using Ostd.Timers;

namespace Verification.Drivers;

/// <summary>A queue from which a driver takes packets of the device: all buffers are out until the device has filled one. Task context.</summary>
internal sealed class ReceiveRing : IDisposable
{
    private const int Slots = 4;

    private readonly Mutex _lock = new();
    private readonly WaitQueue _used = new();
    private readonly VirtioTransport _transport;
    private readonly ushort _index;
    private readonly int _slotBytes;
    private readonly VirtQueue _queue;
    private readonly DmaCoherent _memory;
    private readonly Func<bool> _hasUsed;

    // By number of a buffer, the slot that it is.
    private readonly Dictionary<int, int> _slots = [];

    // What was received and not read yet: the rest of one packet.
    private byte[] _rest = [];

    internal ReceiveRing(VirtioTransport transport, ushort index, int slotBytes)
    {
        _transport = transport;
        _index = index;
        _slotBytes = slotBytes;
        _queue = transport.AddQueue(index, Slots, Wake);
        try
        {
            _memory = DmaCoherent.Alloc(transport.Location, Slots * slotBytes + 4095 >> 12);
        }
        catch
        {
            _queue.Dispose();
            throw;
        }
        _hasUsed = () => _queue.HasUsed || _transport.HasFailed;
    }

    /// <summary>Hands all buffers to the device, which has been started.</summary>
    internal void Fill()
    {
        using Mutex.Guard guard = _lock.Lock();
        for (int slot = 0; slot < Slots; slot++)
            OfferLocked(slot);
        _transport.Notify(_queue, _index);
    }

    /// <summary>Waits for the next packet. Null: none came in time.</summary>
    /// <param name="header">Bytes of it that are not wanted.</param>
    /// <param name="timeoutNs">How long to wait.</param>
    /// <exception cref="DeviceFailedException">The device broke the protocol.</exception>
    internal byte[]? Receive(int header, ulong timeoutNs)
    {
        using Mutex.Guard guard = _lock.Lock();
        return ReceiveLocked(header, timeoutNs);
    }

    /// <summary>Waits for bytes, whatever packets they come in; returns how many, 0 when none came in time.</summary>
    /// <exception cref="DeviceFailedException">The device broke the protocol.</exception>
    internal int Read(Span<byte> into, ulong timeoutNs)
    {
        using Mutex.Guard guard = _lock.Lock();
        if (_rest.Length == 0)
            _rest = ReceiveLocked(header: 0, timeoutNs) ?? [];
        int count = Math.Min(into.Length, _rest.Length);
        _rest.AsSpan(0, count).CopyTo(into);
        _rest = _rest[count..];
        return count;
    }

    private byte[]? ReceiveLocked(int header, ulong timeoutNs)
    {
        if (_used.WaitUntil(_hasUsed, null, Clock.MonotonicNs + timeoutNs) == WaitResult.TimedOut)
            return null;
        if (!_queue.TryTake(out int buffer, out int written) || written < header)
            throw new DeviceFailedException($"The device gave up, or sent {written} bytes where a header has {header}.");
        _slots.Remove(buffer, out int slot);
        byte[] packet = new byte[written - header];
        _memory.Read(slot * _slotBytes + header, packet);
        OfferLocked(slot);
        _transport.Notify(_queue, _index);
        return packet;
    }

    private void OfferLocked(int slot)
    {
        var part = new BufferPart(_memory.DeviceAddress + (ulong)(slot * _slotBytes), (uint)_slotBytes, DeviceWrites: true);
        if (!_queue.TryAdd([part], out int buffer))
            throw new DeviceFailedException("The device has kept its buffers.");
        _slots[buffer] = slot;
    }

    /// <summary>Everybody who waits looks again. Interrupt context.</summary>
    internal void Wake() => _used.WakeAll();

    /// <summary>The device is silent.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _memory.Dispose();
    }
}
