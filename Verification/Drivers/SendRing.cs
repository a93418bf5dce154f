using System;
using System.Collections.Generic;
using Ostd.Dma;
using Ostd.Sync;
using Ostd.Timers;

namespace Verification.Drivers;

/// <summary>A queue into which a driver puts packets for the device: several are under way at once. Task context.</summary>
internal sealed class SendRing : IDisposable
{
    private const int Slots = 4;
    private const ulong TimeoutNs = 5_000_000_000;

    private readonly Mutex _lock = new();
    private readonly WaitQueue _used = new();
    private readonly VirtioTransport _transport;
    private readonly ushort _index;
    private readonly int _slotBytes;
    private readonly VirtQueue _queue;
    private readonly DmaCoherent _memory;
    private readonly Func<bool> _hasUsed;

    // Slots that the device does not have; and by number of a buffer, the slot that it is.
    private readonly Stack<int> _free = [];
    private readonly Dictionary<int, int> _slots = [];

    internal SendRing(VirtioTransport transport, ushort index, int slotBytes)
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
        for (int slot = 0; slot < Slots; slot++)
            _free.Push(slot);
    }

    /// <summary>Copies a packet and hands it to the device; waits for a free slot.</summary>
    /// <exception cref="ArgumentException">It is empty, or longer than a slot.</exception>
    /// <exception cref="DeviceFailedException">The device broke the protocol, or takes nothing.</exception>
    internal void Send(int header, ReadOnlySpan<byte> body)
    {
        int length = header + body.Length;
        if (length == 0 || length > _slotBytes)
            throw new ArgumentException($"A packet of {length} bytes: at most {_slotBytes} fit, and none is no packet.");
        using Mutex.Guard guard = _lock.Lock();
        ReclaimLocked();
        while (_free.Count == 0)
        {
            if (_used.WaitUntil(_hasUsed, null, Clock.MonotonicNs + TimeoutNs) == WaitResult.TimedOut || !_queue.HasUsed)
                throw new DeviceFailedException("The device takes no packets.");
            ReclaimLocked();
        }
        int slot = _free.Pop();
        long at = slot * _slotBytes;
        _memory.Write(at, new byte[header]);
        _memory.Write(at + header, body);
        if (!_queue.TryAdd([new BufferPart(_memory.DeviceAddress + (ulong)at, (uint)length, DeviceWrites: false)], out int buffer))
            throw new DeviceFailedException("The device has kept its buffers.");
        _slots[buffer] = slot;
        _transport.Notify(_queue, _index);
    }

    private void ReclaimLocked()
    {
        while (_queue.TryTake(out int buffer, out _))
        {
            _slots.Remove(buffer, out int slot);
            _free.Push(slot);
        }
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
