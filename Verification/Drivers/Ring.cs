using System;
using System.Collections.Generic;
using Ostd.Dma;
using Ostd.Sync;

namespace Verification.Drivers;

/// <summary>A queue of packets between a driver and its device, and the memory that they lie in: a slot of the same size for each. Task context.</summary>
internal abstract class Ring : IDisposable
{
    private protected const int Slots = 4;

    private readonly Mutex _lock = new();
    private readonly VirtioTransport _transport;
    private readonly ushort _index;
    private readonly VirtQueue _queue;
    private readonly Func<bool> _hasUsed;
    private readonly WaitQueue _used = new();

    // By number of a buffer that is out, the slot that it is.
    private readonly Dictionary<int, int> _slots = [];

    private bool _hasFailed;

    private protected Ring(VirtioTransport transport, ushort index, int slotBytes)
    {
        _transport = transport;
        _index = index;
        SlotBytes = slotBytes;
        _queue = transport.AddQueue(index, Slots, Wake);
        try
        {
            Memory = DmaCoherent.Alloc(transport.Location, Slots * slotBytes + 4095 >> 12);
        }
        catch
        {
            _queue.Dispose();
            throw;
        }
        _hasUsed = () => _queue.HasUsed || _transport.HasFailed;
    }

    private protected DmaCoherent Memory { get; }

    private protected int SlotBytes { get; }

    /// <summary>One caller at a time.</summary>
    /// <exception cref="DeviceFailedException">The device failed before.</exception>
    private protected Mutex.Guard Enter()
    {
        Mutex.Guard guard = _lock.Lock();
        if (!_hasFailed)
            return guard;
        guard.Dispose();
        throw new DeviceFailedException("The device failed before.");
    }

    /// <summary>Waits until the device has used a buffer, or given up. False: it did neither in time.</summary>
    private protected bool WaitLocked(ulong deadlineNs) => _used.WaitUntil(_hasUsed, null, deadlineNs) != WaitResult.TimedOut;

    /// <summary>Hands a slot to the device, for <paramref name="length"/> bytes.</summary>
    private protected void OfferLocked(int slot, int length, bool deviceWrites)
    {
        if (!_queue.TryAdd([new BufferPart(Memory.DeviceAddress + (ulong)(slot * SlotBytes), (uint)length, deviceWrites)], out int buffer))
            throw FailLocked("The device has kept its buffers.");
        _slots[buffer] = slot;
    }

    /// <summary>Tells the device that slots were handed to it.</summary>
    private protected void NotifyLocked() => _transport.Notify(_queue, _index);

    /// <summary>Takes back a slot that the device is done with. False: there is none.</summary>
    private protected bool TryTakeLocked(out int slot, out int written)
    {
        slot = 0;
        try
        {
            return _queue.TryTake(out int buffer, out written) && _slots.Remove(buffer, out slot);
        }
        catch (DeviceFailedException)
        {
            _hasFailed = true;
            throw;
        }
    }

    /// <summary>The device is not to be used any more: it may still have buffers.</summary>
    private protected DeviceFailedException FailLocked(string why)
    {
        _hasFailed = true;
        return new DeviceFailedException(why);
    }

    /// <summary>Everybody who waits looks again. Interrupt context.</summary>
    internal void Wake() => _used.WakeAll();

    /// <summary>The device is silent.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        Memory.Dispose();
    }
}
