using System;
using System.Linq;
using System.Text;
using Ostd.Model;
using Ostd.Model.Pci;
using Ostd.Model.Virtio;
using Ostd.Sync;
using Ostd.Tasks;
using Services.Policies;
using Verification.Drivers;
using Xunit;

namespace Ostd.Tests.Virtio;

/// <summary>Drivers in safe C# over the public surface, end to end: IOMMU on, several CPUs, devices that act between any two steps of them.</summary>
public sealed class VirtioDriverTests
{
    private const ulong Soon = 2_000_000_000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void Tasks_on_several_cpus_share_a_disk(int cpus, ulong seed) => Run(cpus, seed, () =>
    {
        using var disk = new BlockDriver();
        Assert.Equal(64UL, disk.Sectors);
        const int Tasks = 4;
        var done = new AtomicInt32(0);
        for (int t = 0; t < Tasks; t++)
        {
            byte mark = (byte)(0x10 + t);
            ulong first = (ulong)t * 16;
            Task.Spawn(() =>
            {
                byte[] data = new byte[3 * BlockDriver.Sector];
                for (ulong i = 0; i < 4; i++)
                {
                    Array.Fill(data, (byte)(mark + i));
                    disk.Write(first + i * 3, data);
                    Array.Clear(data);
                    disk.Read(first + i * 3, data);
                    Assert.All(data, b => Assert.Equal(mark + (int)i, b));
                }
                disk.Flush();
                done.FetchAdd(1);
            });
        }
        while (done.Load(MemoryOrder.Acquire) != Tasks)
            Task.Yield();
        Assert.Equal("asterism model disk\0", Encoding.ASCII.GetString(disk.ReadName()));
        ModelVirtioBlock device = Machine.Pci.Functions.OfType<ModelVirtioBlock>().Single();
        Assert.Equal(Tasks, device.Flushes);
        Assert.Equal(0x16, device.Disk[(3 * 16 + 9) * BlockDriver.Sector]); // the last that the fourth task wrote
        Assert.Throws<ArgumentException>(() => disk.Read(63, new byte[1024]));
    });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    public void Frames_go_out_and_come_in_order(int cpus, ulong seed) => Run(cpus, seed, () =>
    {
        ModelVirtioNet device = Machine.Pci.Functions.OfType<ModelVirtioNet>().Single();
        device.IsLoop = true;
        using var card = new NetDriver();
        Assert.Equal(ModelVirtioNet.Address.ToArray(), card.Address);
        byte[][] frames = [.. Enumerable.Range(1, 12).Select(i => Enumerable.Repeat((byte)i, i * 100).ToArray())];
        var sender = Task.Spawn(() =>
        {
            foreach (byte[] frame in frames)
                card.Send(frame);
        });
        foreach (byte[] frame in frames)
            Assert.Equal(frame, card.Receive(Soon));
        Assert.Null(card.Receive(1_000_000));
        device.Receive([1, 2, 3]);
        Assert.Equal([1, 2, 3], card.Receive(Soon));
        Assert.NotNull(sender);
        Assert.Throws<ArgumentException>(() => card.Send(new byte[NetDriver.MaxFrame + 1]));
    });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 9)]
    public void Bytes_go_through_the_console(int cpus, ulong seed) => Run(cpus, seed, () =>
    {
        ModelVirtioConsole device = Machine.Pci.Functions.OfType<ModelVirtioConsole>().Single();
        using var console = new ConsoleDriver();
        byte[] text = [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i * 7))];
        console.Write(text);
        console.Write("end"u8);
        device.Type("typed"u8);
        byte[] read = new byte[3];
        Assert.Equal(3, console.Read(read, Soon));
        Assert.Equal("typ"u8.ToArray(), read);
        Assert.Equal(2, console.Read(read, Soon));
        Assert.Equal(0, console.Read(read, 1_000_000));
        while (device.Output.Count < text.Length + 3)
            Task.Yield();
        Assert.Equal([.. text, .. "end"u8], device.Output);
    });

    [Fact]
    public void A_driver_that_leaves_gives_everything_back_and_the_next_one_starts_afresh() => Run(2, 4, () =>
    {
        for (int i = 0; i < 3; i++)
        {
            using var disk = new BlockDriver();
            byte[] data = new byte[BlockDriver.Sector];
            disk.Read(0, data);
            Assert.Throws<OstdException>(() => new BlockDriver());
        }
        Assert.All(Machine.Pci.Functions, f => Assert.False(f.IsMaster));
        Assert.All(Kernel.Current.Iommu!.Memory.Domains.ToArray(), Assert.Null);
    });

    [Fact]
    public void A_disk_that_lost_its_memory_is_reported_and_left() => Run(2, 4, () =>
    {
        using var disk = new BlockDriver();
        ModelPciFunction device = Machine.Pci.Functions.OfType<ModelVirtioBlock>().Single();
        device.SetCommand(3); // does not master the bus any more: it cannot answer
        byte[] data = new byte[BlockDriver.Sector];
        Assert.Throws<DeviceFailedException>(() => disk.Read(0, data));
        Assert.Throws<DeviceFailedException>(() => disk.Read(0, data));
    });

    private static ModelMachine Machine => (ModelMachine)Kernel.Current.Machine;

    private static void Run(int cpus, ulong seed, Action body) => ModelKernel.Run(
        body,
        new ModelOptions
        {
            MemoryMiB = 8,
            Cpus = cpus,
            Seed = seed,
            DetectUndefinedBehaviour = true,
            CheckLockOrder = true,
            Iommu = new IommuOptions(),
            Inject = DefaultPolicies.Inject,
            Attach = machine =>
            {
                machine.Pci.Add(3, 0, new ModelVirtioBlock(sectors: 64, seed));
                machine.Pci.Add(4, 0, new ModelVirtioNet(seed));
                machine.Pci.Add(5, 0, new ModelVirtioConsole(seed));
            },
        });
}
