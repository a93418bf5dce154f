using System;

namespace Ostd.Model.Virtio;

/// <summary>How a hostile device lies.</summary>
[Flags]
internal enum Lies
{
    None = 0,

    /// <summary>Configuration space says something else now and then: identifiers, windows, capabilities.</summary>
    Configuration = 1,

    /// <summary>So do its registers.</summary>
    Registers = 2,

    /// <summary>Buffers come back that it does not have.</summary>
    UsedNumbers = 4,

    /// <summary>It has written more than there is room for.</summary>
    UsedLengths = 8,

    /// <summary>It has used more buffers than there are.</summary>
    UsedIndex = 16,

    /// <summary>It writes anywhere, over its queues too, and sends any message, whatever its command register says.</summary>
    Memory = 32,

    All = 63,
}

/// <summary>What makes a virtio device hostile: it wants to break in. Now and then the device does its work, so that its driver goes on, and now and then it lies. From a seed.</summary>
internal sealed class VirtioLiar(Lies lies, ulong seed)
{
    /// <summary>One answer in so many is a lie.</summary>
    private const int AnswersPerLie = 6;

    private readonly Random _random = new((int)(seed ^ seed >> 32));

    /// <summary>It lies from the beginning; else it can be told later.</summary>
    internal bool IsLying { get; set; } = true;

    /// <summary>Accesses to memory that were let through although it made them up, and messages.</summary>
    internal long Succeeded { get; private set; }

    internal bool WantsToBreakIn => IsLying && (lies & Lies.Memory) != 0;

    /// <summary>Whether the device does its work now, if it has any.</summary>
    internal bool LetsWork() => !Tells(Lies.Memory) || _random.Next(2) == 0;

    internal uint AboutConfiguration(uint value, int width)
    {
        if (!Tells(Lies.Configuration))
            return value;
        uint lie = _random.Next(4) switch
        {
            0 => uint.MaxValue,
            1 => value ^ 1u << _random.Next(32),
            2 => (uint)_random.NextInt64(),
            _ => (uint)(_random.Next(64) * 4) << 8 | (uint)(_random.Next(2) == 0 ? 9 : 0x11), // another capability, that leads anywhere
        };
        return lie & uint.MaxValue >> 32 - 8 * width;
    }

    internal ulong AboutRegister(ulong value, int width) => Tells(Lies.Registers) ? (ulong)_random.NextInt64() & ulong.MaxValue >> 64 - 8 * width : value;

    internal bool TryGiveBack(ModelVirtqueue queue, VirtioChain chain, uint written)
    {
        uint number = Tells(Lies.UsedNumbers) ? (uint)(_random.Next(2) == 0 ? _random.Next(queue.Size * 2) : _random.NextInt64()) : chain.Head;
        uint length = Tells(Lies.UsedLengths) ? (uint)(_random.Next(2) == 0 ? written + 1 + _random.Next(4096) : _random.NextInt64()) : written;
        int steps = Tells(Lies.UsedIndex) ? _random.Next(0x1_0000) : 1;
        return queue.TryPush(number, length, steps);
    }

    /// <summary>A write of eight bytes, or a message, that nobody asked the device for.</summary>
    internal void BreakIn(ModelMachine machine, ushort source, ulong usedRing)
    {
        ulong address = _random.Next(4) switch
        {
            0 => Iommu.DmaDomain.FirstAddress + (ulong)_random.Next(8 * 512) * 8,
            1 => (ulong)_random.NextInt64((long)machine.Memory.End / 8) * 8,
            2 => (ulong)_random.NextInt64() & ~7UL,
            _ => usedRing + (ulong)_random.Next(64) * 8 & ~7UL,
        };
        bool isDone = _random.Next(8) == 0
            ? machine.DeviceMessage(source, ModelMachine.MessageWindow | (uint)_random.Next(1 << 20), (uint)_random.NextInt64())
            : machine.DeviceWrite(source, address, BitConverter.GetBytes(_random.NextInt64()));
        if (isDone)
            Succeeded++;
    }

    private bool Tells(Lies lie) => IsLying && (lies & lie) != 0 && _random.Next(AnswersPerLie) == 0;
}
