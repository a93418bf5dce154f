using System;
using Ostd.Dma;
using Ostd.Frames;
using Ostd.Io;
using Ostd.Model;
using Ostd.UserSpace;
using Services.Policies;
using Xunit;

namespace Ostd.Tests;

/// <summary>What drivers do with the memory that they share with a device, as long as everybody behaves. (What devices and clients that do not behave get is tried by the checkers of invariant 6.)</summary>
public sealed class DmaBufferTests
{
    private static readonly PciLocation s_device = new(0, 3, 0);

    [Fact]
    public void Words_that_a_driver_writes_are_what_the_device_reads_and_back() => Run(machine =>
    {
        using DmaCoherent buffer = DmaCoherent.Alloc(s_device, 2);
        buffer.WriteOnce32(4, 0x1122_3344);
        buffer.WriteOnce64(8, 0x5566_7788_99aa_bbcc);
        Assert.Equal(0x1122_3344u, buffer.ReadOnce32(4));
        Assert.Equal(0x5566_7788_99aa_bbccUL, buffer.ReadOnce64(8));

        byte[] seen = new byte[16];
        Assert.True(machine.DeviceRead(s_device.RequesterId, buffer.DeviceAddress, seen));
        Assert.Equal(0x1122_3344u, BitConverter.ToUInt32(seen, 4));
        Assert.True(machine.DeviceWrite(s_device.RequesterId, buffer.DeviceAddress + 4096, [1, 2, 3, 4]));
        Assert.Equal(0x0403_0201u, buffer.ReadOnce32(4096));
    });

    [Theory]
    [InlineData(-4)]
    [InlineData(2)]
    [InlineData(4096)]
    public void A_word_outside_the_buffer_or_not_aligned_is_refused(long offset) => Run(_ =>
    {
        using DmaCoherent buffer = DmaCoherent.Alloc(s_device, 1);
        Assert.Equal(OstdError.InvalidArgs, Assert.Throws<OstdException>(() => buffer.ReadOnce32(offset)).Error);
        Assert.Equal(OstdError.InvalidArgs, Assert.Throws<OstdException>(() => buffer.WriteOnce32(offset, 1)).Error);
    });

    [Fact]
    public void Cursors_over_a_buffer_reach_its_bytes_and_no_others() => Run(_ =>
    {
        using DmaCoherent buffer = DmaCoherent.Alloc(s_device, 1);
        VmWriter writer = buffer.Writer(100, 4);
        Assert.True(writer.TryWrite([9, 8, 7, 6]));
        Assert.False(writer.TryWriteInt32(5));
        byte[] back = new byte[8];
        VmReader reader = buffer.Reader(98, 8);
        Assert.True(reader.TryRead(back));
        Assert.Equal([0, 0, 9, 8, 7, 6, 0, 0], back);
        Assert.Throws<OstdException>(() => buffer.Reader(4090, 8).TryRead(back));
    });

    [Fact]
    public void A_port_takes_what_is_written_to_it_in_every_width() => Run(_ =>
    {
        using IoPort port = IoPort.Acquire(0x300, 8);
        port.Write8(0, 1);
        port.Write16(2, 2);
        port.Write32(4, 3);
        Assert.Throws<OstdException>(() => port.Write16(7, 2));
        Assert.Throws<OstdException>(() => port.Write8(8, 2));
    });

    private static void Run(Action<ModelMachine> body) => ModelKernel.Run(
        () => body((ModelMachine)Kernel.Current.Machine),
        new ModelOptions { MemoryMiB = 8, DetectUndefinedBehaviour = true, Iommu = new IommuOptions(), Inject = DefaultPolicies.Inject });
}
