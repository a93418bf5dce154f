using System;
using System.Collections.Generic;

namespace Ostd.Model;

/// <summary>
/// A peripheral that wants to break in: at any moment it reads or writes memory anywhere, lets an access linger between its translation and memory, and sends any interrupt
/// message. What it does comes from a seed.
/// </summary>
internal sealed class HostileDevice(ModelMachine machine, ushort source, ulong seed) : IActor
{
    /// <summary>Random device addresses lie in this many pages from the first that drivers get, most of the time.</summary>
    private const int LikelyPages = 32;

    private readonly ModelMachine _machine = machine;
    private readonly Random _random = new((int)(seed ^ seed >> 32));

    public string Name => $"device {source:x4}";

    public bool CanAct => true;

    /// <summary>Addresses that it has got wind of, and tries more often than others.</summary>
    internal List<ulong> Targets { get; } = [];

    /// <summary>Interrupt messages that it has got wind of.</summary>
    internal List<(ulong Address, uint Data)> Messages { get; } = [];

    /// <summary>Accesses that were let through, and messages.</summary>
    internal long Succeeded { get; private set; }

    /// <summary>Only DMA.</summary>
    internal bool NeverInterrupts { get; init; }

    /// <summary>It tries no other addresses.</summary>
    internal bool HitsTargetsOnly { get; init; }

    public void Act()
    {
        bool done = _random.Next(NeverInterrupts ? 6 : 8) switch
        {
            0 or 1 => _machine.DeviceWrite(source, AnyAddress(), BitConverter.GetBytes(_random.NextInt64())),
            2 or 3 => _machine.DeviceRead(source, AnyAddress(), new byte[8]),
            4 => _machine.Vtd is { } unit && unit.TryBegin(source, AnyAddress(), _random.Next(2) == 0, (ulong)_random.NextInt64()),
            5 => CompleteOne(),
            6 => SendAnyMessage(),
            _ => SendKnownMessage(),
        };
        if (done)
            Succeeded++;
    }

    private bool CompleteOne()
    {
        if (_machine.Vtd is not { } unit || unit.UnderWay.Count == 0)
            return false;
        unit.Complete(unit.UnderWay[_random.Next(unit.UnderWay.Count)]);
        return true;
    }

    private ulong AnyAddress() => (HitsTargetsOnly ? 7 : _random.Next(8)) switch
    {
        0 => ModelMachine.MessageWindow + (ulong)_random.Next(0x10_0000 / 8) * 8,
        1 => (ulong)_random.NextInt64() & ~7UL,
        2 or 3 => (ulong)_random.NextInt64((long)_machine.Memory.End / 8) * 8,
        4 or 5 => Iommu.DmaDomain.FirstAddress + (ulong)_random.Next(LikelyPages * 512) * 8,
        _ when Targets.Count == 0 => 0,
        _ => Targets[_random.Next(Targets.Count)] + (ulong)_random.Next(512) * 8,
    };

    private bool SendAnyMessage() =>
        _machine.DeviceMessage(source, ModelMachine.MessageWindow | (uint)_random.Next(1 << 20), (uint)_random.NextInt64());

    private bool SendKnownMessage()
    {
        if (Messages.Count == 0)
            return SendAnyMessage();
        (ulong address, uint data) = Messages[_random.Next(Messages.Count)];
        return _machine.DeviceMessage(source, address, data);
    }
}
