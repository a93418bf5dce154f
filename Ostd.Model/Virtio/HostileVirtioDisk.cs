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

/// <summary>A disk that wants to break in: now and then it does its work, so that its driver goes on, and now and then it lies. From a seed.</summary>
internal sealed class HostileVirtioDisk(int sectors, Lies lies, ulong seed) : ModelVirtioBlock(sectors, seed)
{
    /// <summary>One answer in so many is a lie.</summary>
    private const int AnswersPerLie = 6;

    internal override bool IsHostile => true;

    /// <summary>It lies from the beginning; else it can be told later.</summary>
    internal bool IsLying { get; set; } = true;

    /// <summary>Accesses to memory that were let through although it made them up, and messages.</summary>
    internal long Succeeded { get; private set; }

    public override bool CanAct => base.CanAct || IsLying && (lies & Lies.Memory) != 0;

    public override void Act()
    {
        if (base.CanAct && (!Tells(Lies.Memory) || Random.Next(2) == 0))
            base.Act();
        else if (IsLying && (lies & Lies.Memory) != 0)
            BreakIn();
    }

    internal override uint ReadConfig(int offset, int width)
    {
        uint value = base.ReadConfig(offset, width);
        if (!Tells(Lies.Configuration))
            return value;
        uint lie = Random.Next(4) switch
        {
            0 => uint.MaxValue,
            1 => value ^ 1u << Random.Next(32),
            2 => (uint)Random.NextInt64(),
            _ => (uint)(Random.Next(64) * 4) << 8 | (uint)(Random.Next(2) == 0 ? 9 : 0x11), // another capability, that leads anywhere
        };
        return lie & uint.MaxValue >> 32 - 8 * width;
    }

    private protected override ulong ReadRegister(int bar, ulong offset, int width) =>
        Tells(Lies.Registers) ? (ulong)Random.NextInt64() & ulong.MaxValue >> 64 - 8 * width : base.ReadRegister(bar, offset, width);

    private protected override bool TryGiveBack(ModelVirtqueue queue, VirtioChain chain, uint written)
    {
        uint number = Tells(Lies.UsedNumbers) ? (uint)(Random.Next(2) == 0 ? Random.Next(queue.Size * 2) : Random.NextInt64()) : chain.Head;
        uint length = Tells(Lies.UsedLengths) ? (uint)(Random.Next(2) == 0 ? written + 1 + Random.Next(4096) : Random.NextInt64()) : written;
        int steps = Tells(Lies.UsedIndex) ? Random.Next(0x1_0000) : 1;
        return queue.TryPush(number, length, steps);
    }

    private bool Tells(Lies lie) => IsLying && (lies & lie) != 0 && Random.Next(AnswersPerLie) == 0;

    private void BreakIn()
    {
        ulong address = Random.Next(4) switch
        {
            0 => Iommu.DmaDomain.FirstAddress + (ulong)Random.Next(8 * 512) * 8,
            1 => (ulong)Random.NextInt64((long)Machine.Memory.End / 8) * 8,
            2 => (ulong)Random.NextInt64() & ~7UL,
            _ => Queues[0].Areas[2] + (ulong)Random.Next(64) * 8 & ~7UL,
        };
        bool isDone = Random.Next(8) == 0
            ? Machine.DeviceMessage(Source, ModelMachine.MessageWindow | (uint)Random.Next(1 << 20), (uint)Random.NextInt64())
            : Machine.DeviceWrite(Source, address, BitConverter.GetBytes(Random.NextInt64()));
        if (isDone)
            Succeeded++;
    }
}
