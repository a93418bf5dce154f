using System;
using Ostd.Model;
using Ostd.Model.Pci;
using Xunit;

namespace Ostd.Tests.Pci;

/// <summary>The model's PCI functions answer as the specification says: configuration mechanism 1, sizing, decoding, masks, mastering.</summary>
public sealed class ConfigurationSpaceTests
{
    private readonly ModelMachine _machine;
    private readonly TestFunction _function;

    public ConfigurationSpaceTests()
    {
        _machine = new ModelMachine(new ModelOptions { MemoryMiB = 4 });
        _function = _machine.Pci.Add(3, 0, new TestFunction());
    }

    [Fact]
    public void A_datum_of_every_width_is_the_part_of_the_word_that_its_port_names()
    {
        Select(3, 0, 0);
        Assert.Equal(0x5678_1234u, Read(0, 4));
        Assert.Equal(0x5678u, Read(2, 2));
        Assert.Equal(0x56u, Read(3, 1));
        Select(3, 0, 8);
        Assert.Equal(0x01u, Read(3, 1));
    }

    [Fact]
    public void Where_nothing_is_the_answer_is_all_ones()
    {
        Select(4, 0, 0);
        Assert.Equal(uint.MaxValue, Read(0, 4));
        Select(3, 1, 0);
        Assert.Equal(0xffffu, Read(0, 2));
        _machine.Pci.TryWritePort(0xcf8, 4, 3u << 11); // not enabled
        Assert.Equal(uint.MaxValue, Read(0, 4));
    }

    [Fact]
    public void Only_a_word_is_an_address_so_that_the_reset_register_stays_apart()
    {
        Select(3, 0, 0);
        Assert.False(_machine.Pci.TryWritePort(0xcf9, 1, 0));
        Assert.Equal(0x5678_1234u, Read(0, 4));
    }

    [Theory]
    [InlineData(0x10, 0xffff_c000u)] // 16 KiB in 32 bits
    [InlineData(0x18, 0xffff_f004u)] // 4 KiB in 64 bits
    [InlineData(0x1c, 0xffff_ffffu)]
    [InlineData(0x20, 0xffff_ffe1u)] // 32 ports
    [InlineData(0x24, 0u)] // none
    public void All_ones_in_a_window_s_register_leave_its_size(int register, uint expected)
    {
        Select(3, 0, register);
        Write(0, 4, uint.MaxValue);
        Assert.Equal(expected, Read(0, 4));
    }

    [Fact]
    public void A_window_answers_where_it_is_and_only_while_decoding_is_on()
    {
        ulong start = _function.Bars[0].Start;
        Assert.False(_machine.Pci.TryReadMemory(start, 4, out _));
        _function.SetCommand(2);
        Assert.True(_machine.Pci.TryWriteMemory(start + 8, 4, 77));
        Assert.True(_machine.Pci.TryReadMemory(start + 8, 4, out ulong value));
        Assert.Equal(77UL, value);
        Assert.False(_machine.Pci.TryReadPort((ushort)_function.Bars[2].Start, 1, out _));
        Select(3, 0, 0x10);
        Write(0, 4, 0xf000_0000);
        Assert.False(_machine.Pci.TryReadMemory(start + 8, 4, out _));
        Assert.True(_machine.Pci.TryReadMemory(0xf000_0008, 4, out value));
        Assert.Equal(77UL, value);
    }

    [Fact]
    public void The_capabilities_are_a_list()
    {
        Select(3, 0, 0x34);
        int first = (int)Read(0, 1);
        Select(3, 0, first);
        Assert.Equal(9u, Read(0, 1));
        Select(3, 0, (int)Read(1, 1));
        Assert.Equal(0x11u, Read(0, 1));
        Assert.Equal(0u, Read(1, 1));
        Assert.Equal((uint)TestFunction.Entries - 1, Read(2, 2));
    }

    [Fact]
    public void A_function_that_does_not_master_the_bus_reaches_nothing()
    {
        byte[] bytes = new byte[4];
        Assert.False(_function.DmaWrite(0x20_0000, [1, 2, 3, 4]));
        Assert.False(_function.DmaRead(0x20_0000, bytes));
        Assert.Equal([0xff, 0xff, 0xff, 0xff], bytes);
        Assert.False(_function.SendMessage(0xfee0_0000, 0x40));
        _function.SetCommand(4);
        Assert.True(_function.DmaWrite(0x20_0000, [1, 2, 3, 4]));
        Assert.True(_function.DmaRead(0x20_0000, bytes));
        Assert.Equal([1, 2, 3, 4], bytes);
        Assert.True(_function.SendMessage(0xfee0_0000, 0x40));
    }

    [Fact]
    public void A_masked_message_is_pending_until_its_mask_goes()
    {
        _function.SetCommand(6);
        WriteEntry(1, 0xfee0_0000, 0x41, masked: true);
        SetMsix(0x8000);
        _function.Msix!.Raise(1);
        Assert.True(IsPending(1));
        Assert.False(IsRequested(0x41));
        WriteEntry(1, 0xfee0_0000, 0x41, masked: false);
        Assert.False(IsPending(1));
        Assert.True(IsRequested(0x41));
    }

    [Fact]
    public void A_masked_function_sends_nothing_and_one_whose_messages_are_off_forgets()
    {
        _function.SetCommand(6);
        WriteEntry(0, 0xfee0_0000, 0x42, masked: false);
        _function.Msix!.Raise(0);
        Assert.False(IsPending(0));
        SetMsix(0xc000);
        _function.Msix.Raise(0);
        Assert.True(IsPending(0));
        Assert.False(IsRequested(0x42));
        SetMsix(0x8000);
        Assert.True(IsRequested(0x42));
    }

    [Fact]
    public void A_posted_write_arrives_before_a_read_behind_it_is_answered()
    {
        _function.SetCommand(4);
        Assert.True(_function.Post(0x20_0000, 0x1122));
        Assert.Equal(0UL, _machine.Memory.Read64(0x20_0000));
        Select(3, 0, 4);
        Read(0, 2);
        Assert.Equal(0x1122UL, _machine.Memory.Read64(0x20_0000));
    }

    [Fact]
    public void A_bus_behind_a_bridge_is_reached_by_its_number()
    {
        ModelPciBridge bridge = _machine.Pci.Add(5, 0, new ModelPciBridge(2, 3));
        ModelPciBridge inner = _machine.Pci.Add(1, 0, new ModelPciBridge(3, 3), bridge);
        TestFunction far = _machine.Pci.Add(7, 2, new TestFunction(), inner);
        Assert.Equal(0x033a, far.Source);
        _machine.Pci.TryWritePort(0xcf8, 4, 1u << 31 | 0x33au << 8);
        Assert.Equal(0x5678_1234u, Read(0, 4));
        Select(5, 0, 0x18);
        Assert.Equal(0x0003_0200u, Read(0, 4));
    }

    private bool IsPending(int entry)
    {
        Assert.True(_machine.Pci.TryReadMemory(_function.Bars[0].Start + TestFunction.PendingOffset, 4, out ulong bits));
        Assert.Equal((bits >> entry & 1) != 0, _function.Msix!.IsPending(entry));
        return (bits >> entry & 1) != 0;
    }

    private bool IsRequested(int vector) => _machine.Cpus[0].Apic.IsRequested(vector);

    private void WriteEntry(int entry, uint address, uint data, bool masked)
    {
        ulong at = _function.Bars[0].Start + TestFunction.TableOffset + (ulong)entry * 16;
        foreach ((ulong offset, uint value) in ((ulong, uint)[])[(0, address), (4, 0), (8, data), (12, masked ? 1u : 0)])
            Assert.True(_machine.Pci.TryWriteMemory(at + offset, 4, value));
    }

    private void SetMsix(uint control)
    {
        Select(3, 0, _function.Msix!.Capability);
        Write(2, 2, control);
    }

    private void Select(int device, int function, int register) =>
        Assert.True(_machine.Pci.TryWritePort(0xcf8, 4, 1u << 31 | (uint)(device << 11 | function << 8 | register & 0xfc)));

    private uint Read(int port, int width)
    {
        Assert.True(_machine.Pci.TryReadPort((ushort)(0xcfc + port), width, out uint value));
        return value;
    }

    private void Write(int port, int width, uint value) => Assert.True(_machine.Pci.TryWritePort((ushort)(0xcfc + port), width, value));
}
