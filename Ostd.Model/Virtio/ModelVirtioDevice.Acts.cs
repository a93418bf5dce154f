using System;
using System.Collections.Generic;

namespace Ostd.Model.Virtio;

/// <summary>What a virtio device does on its own.</summary>
internal abstract partial class ModelVirtioDevice
{
    private readonly List<(ModelVirtqueue Queue, VirtioChain Chain)> _inFlight = [];
    private readonly Queue<ModelVirtqueue> _toInterrupt = [];

    public bool CanAct => HasWork || Liar is { WantsToBreakIn: true };

    private bool HasWork => IsMaster && IsRunning && (_inFlight.Exists(CanCarryOut) || _toInterrupt.Count > 0 || Array.Exists(_queues, q => q.IsEnabled && q.IsNotified));

    public void Act()
    {
        if (Liar is { WantsToBreakIn: true } liar && !(HasWork && liar.LetsWork()))
            liar.BreakIn(Machine, Source, usedRing: _queues[0].Areas[2]);
        else
            Work();
    }

    private void Work()
    {
        // Whatever comes first in a random order and is possible.
        for (int i = 0, first = _random.Next(3); i < 3; i++)
        {
            bool hasActed = ((first + i) % 3) switch
            {
                0 => TryFetchOne(),
                1 => TryCarryOutOne(),
                _ => TryInterrupt(),
            };
            if (hasActed)
                return;
        }
    }

    /// <summary>Does what a buffer asks for, and says how many bytes it wrote. Null: the driver's input is no request.</summary>
    private protected abstract uint? CarryOut(int queue, VirtioChain chain);

    /// <summary>There is something to put into the buffers of a queue, or to do with them.</summary>
    private protected virtual bool IsReady(int queue) => true;

    /// <summary>Buffers of a queue are carried out one after the other, as those of a stream must be; else in any order.</summary>
    private protected virtual bool KeepsOrder => true;

    private bool CanCarryOut((ModelVirtqueue Queue, VirtioChain Chain) request) =>
        IsReady(Array.IndexOf(_queues, request.Queue)) && (!KeepsOrder || _inFlight.Find(r => r.Queue == request.Queue).Chain == request.Chain);

    private bool TryFetchOne()
    {
        if (Array.Find(_queues, q => q.IsEnabled && q.IsNotified) is not { } queue)
            return false;
        switch (queue.TryFetch(out VirtioChain? chain))
        {
            case Fetched.Nothing:
                queue.IsNotified = false;
                break;
            case Fetched.Chain:
                _inFlight.Add((queue, chain!));
                break;
            default:
                Break();
                break;
        }
        return true;
    }

    private bool TryCarryOutOne()
    {
        List<(ModelVirtqueue Queue, VirtioChain Chain)> possible = _inFlight.FindAll(CanCarryOut);
        if (possible.Count == 0)
            return false;
        (ModelVirtqueue queue, VirtioChain chain) = possible[_random.Next(possible.Count)];
        _inFlight.Remove((queue, chain));
        if (CarryOut(Array.IndexOf(_queues, queue), chain) is not { } written || !(Liar?.TryGiveBack(queue, chain, written) ?? queue.TryPush(chain.Head, written)))
            Break();
        else if (queue.WantsInterrupt)
            _toInterrupt.Enqueue(queue);
        return true;
    }

    private bool TryInterrupt()
    {
        if (!_toInterrupt.TryDequeue(out ModelVirtqueue? queue))
            return false;
        Interrupt(queue.Vector, isr: 1);
        return true;
    }

    /// <summary>The driver did something that the specification forbids: nothing more until a reset.</summary>
    private protected void Break()
    {
        bool wasRunning = IsRunning;
        _status |= NeedsResetBit;
        _inFlight.Clear();
        _toInterrupt.Clear();
        if (wasRunning)
            Interrupt(_configVector, isr: 2);
    }

    // With messages off there would be a line, which this board does not have: the driver looks at the register.
    private void Interrupt(ushort vector, byte isr)
    {
        if (Msix!.IsEnabled)
            Msix.Raise(vector);
        else
            _isr |= isr;
    }

    // ---- Buffers ---------------------------------------------------------------------------------------------

    /// <summary>All that the driver wrote into a buffer. Null: it cannot be reached.</summary>
    private protected byte[]? Gather(VirtioChain chain)
    {
        var bytes = new List<byte>();
        foreach (VirtioSegment segment in chain.Segments)
        {
            if (segment.IsWritable)
                break;
            byte[] part = new byte[segment.Length];
            if (!DmaRead(segment.Address, part))
                return null;
            bytes.AddRange(part);
        }
        return [.. bytes];
    }

    /// <summary>Bytes that the device may write.</summary>
    private protected static long Room(VirtioChain chain)
    {
        long room = 0;
        foreach (VirtioSegment segment in chain.Segments)
            room += segment.IsWritable ? segment.Length : 0;
        return room;
    }

    /// <summary>Writes bytes into the writable part of a buffer, from <paramref name="at"/> on; there is room. False: it cannot be reached.</summary>
    private protected bool Scatter(VirtioChain chain, long at, ReadOnlySpan<byte> bytes)
    {
        foreach (VirtioSegment segment in chain.Segments)
        {
            if (!segment.IsWritable)
                continue;
            if (at >= segment.Length)
            {
                at -= segment.Length;
                continue;
            }
            int part = (int)Math.Min(bytes.Length, segment.Length - at);
            if (!DmaWrite(segment.Address + (ulong)at, bytes[..part]))
                return false;
            bytes = bytes[part..];
            at = 0;
            if (bytes.IsEmpty)
                return true;
        }
        return true;
    }
}
