using System;
using Ostd.Model;
using Ostd.Model.Virtio;
using Xunit;

namespace Ostd.Tests.Virtio;

/// <summary>The model's virtio devices at register level, with a driver that writes its rings by hand: what they do, and what they do when the driver is wrong.</summary>
public sealed class VirtioDeviceTests
{
    private const ulong Descriptors = 0x20_0000, Available = 0x20_1000, Used = 0x20_2000, Buffer = 0x20_4000;
    private const ulong All = ModelVirtioDevice.Version1 | ModelVirtioDevice.AccessPlatform;
    private const ushort Next = 1, Writable = 2, Indirect = 4;

    private readonly ModelMachine _machine;
    private readonly ModelVirtioBlock _disk;
    private readonly ulong _registers;

    public VirtioDeviceTests()
    {
        _machine = new ModelMachine(new ModelOptions { MemoryMiB = 4 });
        _disk = _machine.Pci.Add(3, 0, new ModelVirtioBlock(sectors: 16));
        _disk.SetCommand(7);
        _registers = _disk.Bars[1].Start;
    }

    [Theory]
    [InlineData(All, true)]
    [InlineData(All | ModelVirtioBlock.CanFlush, true)]
    [InlineData(ModelVirtioDevice.Version1, false)]
    [InlineData(ModelVirtioDevice.AccessPlatform, false)]
    [InlineData(All | 1UL << 40, false)]
    [InlineData(0UL, false)]
    public void Features_are_agreed_only_when_offered_and_complete(ulong features, bool isAgreed)
    {
        Negotiate(features);
        Assert.Equal(isAgreed ? 11u : 3u, Read(0x14));
        Write(0x08, 0);
        Write(0x0c, 0xffff_ffff); // too late when they were agreed
        Assert.Equal(isAgreed ? (uint)features : uint.MaxValue, Read(0x0c));
    }

    [Fact]
    public void A_reset_forgets_everything()
    {
        Start(size: 8);
        Write(0x14, 0);
        Assert.Equal(0u, Read(0x14));
        Write(0x16, 0);
        Assert.Equal((uint)ModelVirtqueue.MaxSize, Read(0x18));
        Assert.Equal(0u, Read(0x1c));
        Assert.Equal(0u, Read(0x20));
        Assert.Equal(0UL, _disk.AcceptedFeatures);
    }

    [Fact]
    public void Sectors_that_were_written_are_read_back()
    {
        Start(size: 8);
        _machine.Memory.Fill(Buffer + 512, 0xab, 512);
        Request(1, sector: 3, (Buffer + 512, 512, 0));
        Assert.Equal(0, _machine.Memory.Read8(Buffer + 16));
        Assert.Equal(0xab, _disk.Disk[3 * 512 + 511]);
        Request(0, sector: 3, (Buffer + 1024, 512, Writable));
        Assert.Equal(0xab, _machine.Memory.Read8(Buffer + 1024));
        Assert.Equal(2, _machine.Memory.Read8(Used + 2));
        Assert.Equal(513u, _machine.Memory.Read32(Used + 4 + 8 + 4));
    }

    [Theory]
    [InlineData(0u, 16UL, 1)] // not on the disk
    [InlineData(1u, 16UL, 1)]
    [InlineData(1u, ulong.MaxValue, 1)]
    [InlineData(77u, 0UL, 2)] // no such request
    public void A_request_that_cannot_be_fulfilled_fails_and_the_disk_goes_on(uint kind, ulong sector, byte status)
    {
        Start(size: 8);
        Request(kind, sector, (Buffer + 512, 512, kind == 0 ? Writable : (ushort)0));
        Assert.Equal(status, _machine.Memory.Read8(Buffer + 16));
        Assert.False(_disk.NeedsReset);
        Request(4, 0);
        Assert.Equal(1, _disk.Flushes);
    }

    [Fact]
    public void Masked_interrupts_are_pending_and_a_driver_may_want_none()
    {
        Start(size: 8);
        Request(4, 0);
        Assert.True(_disk.Msix!.IsPending(1));
        Write(0x14, 0);
        Start(size: 8);
        WriteMessageControl(0);
        WriteMessageControl(0x8000);
        _machine.Memory.Write64(Available, 1); // flags: no interrupt
        bool wasPending = _disk.Msix.IsPending(1);
        Request(4, 0, flags: 1);
        Assert.Equal(wasPending, _disk.Msix.IsPending(1));
        Assert.Equal(2, _disk.Flushes);
    }

    [Fact]
    public void A_device_that_does_not_master_the_bus_does_nothing()
    {
        Start(size: 8);
        _disk.SetCommand(3);
        Request(4, 0);
        Assert.Equal(0, _disk.Flushes);
        _disk.SetCommand(7);
        Act();
        Assert.Equal(1, _disk.Flushes);
    }

    public enum BadInput
    {
        Loop, NextOutside, HeadOutside, ReadableBehindWritable, IndirectTable, TooManyAvailable, UnreachableDescriptors, UnreachableData, WrappingAddress, TooLong,
        NoHeader, NoStatus, UnalignedQueue, OddSize,
    }

    [Theory]
    [InlineData(BadInput.Loop)]
    [InlineData(BadInput.NextOutside)]
    [InlineData(BadInput.HeadOutside)]
    [InlineData(BadInput.ReadableBehindWritable)]
    [InlineData(BadInput.IndirectTable)]
    [InlineData(BadInput.TooManyAvailable)]
    [InlineData(BadInput.UnreachableDescriptors)]
    [InlineData(BadInput.UnreachableData)]
    [InlineData(BadInput.WrappingAddress)]
    [InlineData(BadInput.TooLong)]
    [InlineData(BadInput.NoHeader)]
    [InlineData(BadInput.NoStatus)]
    [InlineData(BadInput.UnalignedQueue)]
    [InlineData(BadInput.OddSize)]
    public void Bad_input_stops_the_device_until_it_is_reset(BadInput input)
    {
        Start(size: 8, descriptors: input switch { BadInput.UnreachableDescriptors => 0x9000_0000, BadInput.UnalignedQueue => Descriptors + 8, _ => Descriptors }, odd: input == BadInput.OddSize);
        ushort head = 0;
        int available = 1;
        Describe(0, Buffer, 16, Next, 1);
        Describe(1, Buffer + 16, 1, Writable, 0);
        switch (input)
        {
            case BadInput.Loop:
                Describe(0, Buffer, 16, Next, 0);
                break;
            case BadInput.NextOutside:
                Describe(0, Buffer, 16, Next, 8);
                break;
            case BadInput.HeadOutside:
                head = 8;
                break;
            case BadInput.ReadableBehindWritable:
                Describe(0, Buffer, 16, Next | Writable, 1);
                Describe(1, Buffer + 16, 1, 0, 0);
                break;
            case BadInput.IndirectTable:
                Describe(0, Buffer, 16, Indirect, 0);
                break;
            case BadInput.TooManyAvailable:
                available = 9;
                break;
            case BadInput.UnreachableData:
                Describe(0, 0x9000_0000, 16, Next, 1);
                break;
            case BadInput.WrappingAddress:
                Describe(0, ulong.MaxValue - 7, 16, Next, 1);
                break;
            case BadInput.TooLong:
                Describe(1, Buffer + 16, uint.MaxValue, Writable, 0);
                break;
            case BadInput.NoHeader:
                Describe(0, Buffer, 15, Next, 1);
                break;
            case BadInput.NoStatus:
                Describe(0, Buffer, 16, 0, 0);
                break;
        }
        Offer(head, available);
        Assert.True(_disk.NeedsReset);
        Assert.False(_disk.CanAct);
        Write(0x14, 0);
        Assert.False(_disk.NeedsReset);
        Start(size: 8);
        Request(4, 0);
        Assert.Equal(1, _disk.Flushes);
    }

    // ---- A driver by hand ------------------------------------------------------------------------------------

    private int _made;

    private void Start(ushort size, ulong descriptors = Descriptors, bool odd = false)
    {
        Negotiate(All | ModelVirtioBlock.CanFlush);
        _machine.Memory.Fill(Descriptors, 0, 0x3000);
        _made = 0;
        Write(0x16, 0);
        Write(0x18, odd ? 6u : size);
        Write(0x1a, 1);
        Write(0x20, (uint)descriptors);
        Write(0x28, (uint)Available);
        Write(0x30, (uint)Used);
        Write(0x1c, 1);
        WriteMessageControl(0x8000);
        Write(0x14, 15);
    }

    private void Negotiate(ulong features)
    {
        Write(0x14, 1);
        Write(0x14, 3);
        for (int half = 0; half < 2; half++)
        {
            Write(0x08, (uint)half);
            Write(0x0c, (uint)(features >> 32 * half));
        }
        Write(0x14, 11);
    }

    private void Request(uint kind, ulong sector, (ulong Address, uint Length, ushort Flags)? data = null, ushort flags = 0)
    {
        _machine.Memory.Write64(Buffer, kind);
        _machine.Memory.Write64(Buffer + 8, sector);
        Describe(0, Buffer, 16, Next, (ushort)(data is null ? 2 : 1));
        if (data is { } d)
            Describe(1, d.Address, d.Length, (ushort)(d.Flags | Next), 2);
        Describe(2, Buffer + 16, 1, Writable, 0);
        Offer(0, 1, flags);
    }

    private void Offer(ushort head, int count, ushort flags = 0)
    {
        _machine.Memory.CopyTo(Available + 4 + (ulong)(_made % 8) * 2, BitConverter.GetBytes(head));
        _made += count;
        _machine.Memory.Write32(Available, (uint)_made << 16 | flags);
        Assert.True(_machine.Pci.TryWriteMemory(_registers + 0x3000, 2, 0));
        Act();
    }

    private void Act()
    {
        for (int i = 0; i < 100 && _disk.CanAct; i++)
            _disk.Act();
    }

    private void Describe(int index, ulong address, uint length, ushort flags, ushort next)
    {
        ulong at = Descriptors + (ulong)index * 16;
        _machine.Memory.Write64(at, address);
        _machine.Memory.Write64(at + 8, length | (ulong)flags << 32 | (ulong)next << 48);
    }

    private void WriteMessageControl(ushort control) => _disk.WriteConfig(_disk.Msix!.Capability + 2, 2, control);

    private void Write(ulong register, uint value) => Assert.True(_machine.Pci.TryWriteMemory(_registers + register, 4, value));

    private uint Read(ulong register)
    {
        Assert.True(_machine.Pci.TryReadMemory(_registers + register, 4, out ulong value));
        return (uint)value;
    }
}
