using System;
using System.Collections.Generic;
using System.Linq;
using Ostd;
using Ostd.Dma;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Model.Vtd;
using Ostd.Seam;
using Verification.Checking;
using Verification.Properties.Devices;

namespace Verification.Attacks.Devices;

/// <summary>DMA to wherever it hurts.</summary>
internal static class MemoryAttacks
{
    private const int PageSize = 4096;

    private static readonly PciLocation s_device = new(0, 3, 0), s_other = new(0, 4, 0);
    private static readonly ModelOptions s_machine = new() { MemoryMiB = 4, MaxSteps = 20_000_000, Iommu = new IommuOptions() };

    public static Checker Checker { get; } = DeviceAttack.Checker(
        "No DMA reaches memory that was not lent to the device", [6], "dma", s_machine with { Attach = EveryStep.Attach },
        [
            new DeviceAttack("DMA to every page of RAM by a device that has nothing", ReachesAllMemory, s_machine),
            new DeviceAttack("DMA to the physical address of every page by a device that has a buffer", ReachesBeyondItsBuffer, s_machine),
            new DeviceAttack("DMA to a buffer after it was freed, its translation cached", KeepsFreedBuffer),
            new DeviceAttack("DMA that is under way while its buffer is freed", LingersInFreedBuffer),
            new DeviceAttack("DMA to a buffer all the time while it is freed", HammersFreedBuffer),
            new DeviceAttack("DMA to another device's buffer at its address", ReachesOthersBuffer),
            new DeviceAttack("DMA that runs over the end of a buffer into the neighbouring pages", RunsOverTheEnd),
            new DeviceAttack("DMA against the direction of a stream", GoesAgainstDirection),
            new DeviceAttack("DMA to the registers of the machine, and around the message window", ReachesDevices),
            new DeviceAttack("a driver lends pages twice, and what it does not have", LendsTwice),
            new DeviceAttack("a driver takes more devices and more memory than there are", ExhaustsResources, s_machine with { MemoryMiB = 12 }),
            new DeviceAttack("a driver lends memory when there is none left for tables", RunsOutOfMemory),
            new DeviceAttack("a driver uses DMA on a machine without IOMMU", HasNoIommu, s_machine with { Iommu = null }),
            new DeviceAttack("a driver lends twice where the command line trusts every device", IsTrusted, s_machine with { Iommu = null, CommandLine = "quiet dma=unprotected" }),
            new DeviceAttack("a driver uses DMA where the command line only looks as if it trusted devices", HasNoIommu, s_machine with { Iommu = null, CommandLine = "xdma=unprotected dma=unprotectedx" }),
        ]);

    private static void ReachesAllMemory(AttackRun run)
    {
        uint[] before = Versions(run);
        for (ulong page = 0; page < run.Machine.Memory.End; page += PageSize)
            Poke(run, s_device, page + 8);
        RequireUnchanged(run, before, []);
    }

    private static void ReachesBeyondItsBuffer(AttackRun run)
    {
        using var segment = USegment.Alloc(2);
        using var buffer = DmaStream.Map(s_device, segment, DmaDirection.Both);
        uint[] before = Versions(run);
        for (ulong page = 0; page < run.Machine.Memory.End; page += PageSize)
        {
            bool isOwn = page >= buffer.DeviceAddress && page < buffer.DeviceAddress + (ulong)buffer.Length;
            run.MustFail(run.Machine.DeviceWrite(s_device.RequesterId, page, new byte[8]) != isOwn, $"a write to {page:x}, which is {(isOwn ? "" : "not ")}the device's");
        }
        RequireUnchanged(run, before, [segment.Paddr, segment.Paddr + PageSize]);
    }

    private static void KeepsFreedBuffer(AttackRun run)
    {
        var buffer = DmaCoherent.Alloc(s_device, 3);
        ulong address = buffer.DeviceAddress;
        for (ulong offset = 0; offset < 3 * PageSize; offset += PageSize)
            run.Require(run.Machine.DeviceWrite(s_device.RequesterId, address + offset, new byte[8]), "a device cannot reach its own buffer");
        buffer.Dispose();
        using var next = USegment.Alloc(3);
        for (ulong offset = 0; offset < 3 * PageSize; offset += PageSize)
            Poke(run, s_device, address + offset);
        byte[] bytes = new byte[3 * PageSize];
        next.Read(0, bytes);
        run.Require(bytes.All(b => b == 0), "the next owner's pages changed");
        run.MustRefuse(OstdError.Stale, () => _ = buffer.DeviceAddress, "the address of a freed buffer");
        run.MustRefuse(OstdError.Stale, () => buffer.WriteOnce32(0, 1), "a write to a freed buffer");
        buffer.Dispose();
    }

    private static void LingersInFreedBuffer(AttackRun run)
    {
        ModelVtd unit = run.Machine.Vtd!;
        for (int i = 0; i < 20; i++)
        {
            var buffer = DmaCoherent.Alloc(s_device, 1);
            run.Require(unit.TryBegin(s_device.RequesterId, buffer.DeviceAddress, write: true, ulong.MaxValue), "a device cannot reach its own buffer");
            buffer.Dispose();
            run.MustFail(unit.UnderWay.Count != 0, "an access was still under way when the buffer's pages were free again");
        }
    }

    private static void HammersFreedBuffer(AttackRun run)
    {
        using var kept = DmaCoherent.Alloc(s_device, 1); // so that the device keeps its tables
        var device = new HostileDevice(run.Machine, s_device.RequesterId, seed: 5) { NeverInterrupts = true, HitsTargetsOnly = true };
        run.Machine.Attach(device);
        for (int i = 0; i < 60; i++)
        {
            using var segment = USegment.Alloc(2);
            var buffer = DmaStream.Map(s_device, segment, DmaDirection.FromDevice);
            device.Targets.Clear();
            device.Targets.Add(buffer.DeviceAddress);
            device.Targets.Add(buffer.DeviceAddress + PageSize);
            for (int wait = 0; wait < 4; wait++)
                Root.Machine.Pause();
            buffer.Dispose();
            segment.Write(0, new byte[2 * PageSize]);
            for (int wait = 0; wait < 4; wait++)
                Root.Machine.Pause();
            byte[] bytes = new byte[2 * PageSize];
            segment.Read(0, bytes);
            run.MustFail(bytes.AsSpan().IndexOfAnyExcept((byte)0) >= 0, "a device wrote to pages after they had come back from it");
        }
        run.Require(device.Succeeded > 0, "the device never reached its own buffer");
    }

    private static void ReachesOthersBuffer(AttackRun run)
    {
        using var buffer = DmaCoherent.Alloc(s_device, 2);
        Poke(run, s_other, buffer.DeviceAddress);
        using var own = DmaCoherent.Alloc(s_other, 1);
        run.Require(run.Machine.DeviceWrite(s_other.RequesterId, own.DeviceAddress, [1, 2, 3, 4, 5, 6, 7, 8]), "a device cannot reach its own buffer");
        run.MustFail(buffer.ReadOnce64(0) != 0, "a write of one device reached the buffer of another at the same address");
        Poke(run, s_other, buffer.DeviceAddress + PageSize);
        for (int function = 1; function < 8; function++) // other functions of the same card are other devices
            Poke(run, new PciLocation(0, 3, function), buffer.DeviceAddress);
        for (int bus = 1; bus < 256; bus++)
            Poke(run, new PciLocation(bus, 3, 0), buffer.DeviceAddress);
    }

    private static void RunsOverTheEnd(AttackRun run)
    {
        using var segment = USegment.Alloc(3);
        using var middle = segment.Slice(1, 1);
        using var buffer = DmaStream.Map(s_device, middle, DmaDirection.Both);
        byte[] wide = Enumerable.Repeat((byte)0xee, PageSize + 64).ToArray();
        run.MustFail(run.Machine.DeviceWrite(s_device.RequesterId, buffer.DeviceAddress, wide), "a write that runs over the end of a buffer");
        run.MustFail(run.Machine.DeviceWrite(s_device.RequesterId, buffer.DeviceAddress - 32, wide.AsSpan(0, 64)), "a write that begins before a buffer");
        run.MustFail(run.Machine.DeviceRead(s_device.RequesterId, buffer.DeviceAddress + PageSize - 8, new byte[16]), "a read that runs over the end of a buffer");
        byte[] bytes = new byte[3 * PageSize];
        segment.Read(0, bytes);
        run.Require(bytes.AsSpan(0, PageSize).IndexOfAnyExcept((byte)0) < 0 && bytes.AsSpan(2 * PageSize).IndexOfAnyExcept((byte)0) < 0, "the neighbouring pages changed");
    }

    private static void GoesAgainstDirection(AttackRun run)
    {
        using var segment = USegment.Alloc(1);
        using (var stream = DmaStream.Map(s_device, segment, DmaDirection.ToDevice))
        {
            run.Require(run.Machine.DeviceRead(s_device.RequesterId, stream.DeviceAddress, new byte[8]), "a device cannot read a stream to it");
            run.MustFail(run.Machine.DeviceWrite(s_device.RequesterId, stream.DeviceAddress, new byte[8]), "a write to a stream that the device may only read");
            run.MustRefuse(OstdError.AccessDenied, () => stream.Read(0, new byte[8]), "the CPU reads a stream to the device");
            run.MustRefuse(OstdError.AccessDenied, () => stream.Reader(0, 8), "the CPU reads a stream to the device");
            run.MustRefuse(OstdError.InvalidArgs, () => stream.Write(PageSize - 4, new byte[8]), "a write over the end");
            run.MustRefuse(OstdError.InvalidArgs, () => stream.SyncForDevice(long.MaxValue, long.MaxValue), "a range whose end overflows");
        }
        using (var stream = DmaStream.Map(s_device, segment, DmaDirection.FromDevice))
        {
            run.Require(run.Machine.DeviceWrite(s_device.RequesterId, stream.DeviceAddress, new byte[8]), "a device cannot write a stream from it");
            run.MustFail(run.Machine.DeviceRead(s_device.RequesterId, stream.DeviceAddress, new byte[8]), "a read of a stream that the device may only write");
            run.MustRefuse(OstdError.AccessDenied, () => stream.Write(0, new byte[8]), "the CPU writes a stream from the device");
            run.MustRefuse(OstdError.AccessDenied, () => stream.Writer(0, 8), "the CPU writes a stream from the device");
        }
    }

    private static void ReachesDevices(AttackRun run)
    {
        using var buffer = DmaCoherent.Alloc(s_device, 1);
        foreach (ulong address in (ulong[])[0xa_0000, 0xfec0_0000, 0xfec0_0010, ModelVtd.Address + 0x18, ModelVtd.Address + 0x88, 0xfed0_0000, 1UL << 40, ulong.MaxValue - 7])
            Poke(run, s_device, address);
        for (ulong address = ModelMachine.MessageWindow - 64; address < ModelMachine.MessageWindow + 0x1_0000; address += 4)
        {
            run.MustFail(run.Machine.DeviceWrite(s_device.RequesterId, address, new byte[8]), $"a write of 8 bytes to {address:x}");
            run.MustFail(run.Machine.DeviceWrite(s_device.RequesterId, address, new byte[4]), $"a message to {address:x}");
            run.MustFail(run.Machine.DeviceRead(s_device.RequesterId, address, new byte[4]), $"a read of {address:x}");
        }
    }

    private static void LendsTwice(AttackRun run)
    {
        using var segment = USegment.Alloc(4);
        using var part = segment.Slice(2, 2);
        var first = DmaStream.Map(s_device, part, DmaDirection.Both);
        run.MustRefuse(OstdError.AccessDenied, () => DmaStream.Map(s_device, segment, DmaDirection.Both), "pages that are lent already");
        run.MustRefuse(OstdError.AccessDenied, () => DmaStream.Map(s_other, part, DmaDirection.ToDevice), "pages that another device has");
        using (var rest = segment.Slice(0, 2))
            DmaStream.Map(s_other, rest, DmaDirection.Both).Dispose(); // a refused lending left no marks behind
        run.MustRefuse(OstdError.InvalidArgs, () => DmaStream.Map(s_other, segment, (DmaDirection)77), "a direction that does not exist");
        run.MustRefuse(OstdError.InvalidArgs, () => DmaCoherent.Alloc(s_device, -1), "a negative number of pages");
        run.MustRefuse(OstdError.InvalidArgs, () => DmaCoherent.Alloc(s_device, int.MaxValue), "more pages than any machine has");
        foreach ((int bus, int device, int function) in ((int, int, int)[])[(256, 0, 0), (-1, 0, 0), (0, 32, 0), (0, -1, 0), (0, 0, 8), (0, 0, int.MinValue)])
            run.MustRefuse(OstdError.InvalidArgs, () => _ = new PciLocation(bus, device, function), "a place that no bus has");
        first.Dispose();
        DmaStream.Map(s_device, segment, DmaDirection.Both).Dispose();
    }

    private static void ExhaustsResources(AttackRun run)
    {
        long before = Kernel.Current.Memory.Frames.FreePages;
        var buffers = new List<DmaCoherent>();
        OstdException? refused = null;
        for (int device = 0; refused is null && device < 1000; device++)
        {
            try
            {
                buffers.Add(DmaCoherent.Alloc(new PciLocation(0, device / 8 % 32, device % 8), 1));
                if (device == 254)
                    refused = Refused(() => DmaCoherent.Alloc(new PciLocation(1, 0, 0), 1));
            }
            catch (OutOfMemoryException)
            {
                break;
            }
        }
        run.MustFail(refused?.Error != OstdError.NotEnoughResources, $"the {buffers.Count + 1}th device was not refused");
        foreach (DmaCoherent buffer in buffers)
            buffer.Dispose();
        long kept = before - Kernel.Current.Memory.Frames.FreePages;
        run.Require(kept is >= 0 and <= 2, $"{kept} pages are gone: two context tables may stay");
    }

    private static OstdException? Refused(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (OstdException e)
        {
            return e;
        }
    }

    private static void RunsOutOfMemory(AttackRun run)
    {
        using var wanted = USegment.Alloc(2);
        using (DmaStream.Map(s_other, wanted, DmaDirection.Both))
        {
        } // the context table stays
        var hoard = new List<UFrame>();
        try
        {
            while (true)
                hoard.Add(UFrame.Alloc());
        }
        catch (OutOfMemoryException)
        {
        }
        long free = Kernel.Current.Memory.Frames.FreePages;
        for (int left = 0; left < 8; left++)
        {
            bool worked = true;
            try
            {
                DmaStream.Map(s_device, wanted, DmaDirection.Both).Dispose();
            }
            catch (OutOfMemoryException)
            {
                worked = false;
            }
            run.MustFail(worked && left < 4, "tables were made of nothing");
            run.Require(worked || left < 6, "four levels of tables fit into six pages");
            run.Require(Kernel.Current.Memory.Frames.FreePages == free, $"a lending that {(worked ? "ended" : "failed half-way")} kept pages");
            hoard[^1].Dispose();
            hoard.RemoveAt(hoard.Count - 1);
            free++;
        }
        foreach (UFrame frame in hoard)
            frame.Dispose();
    }

    private static void HasNoIommu(AttackRun run)
    {
        using var segment = USegment.Alloc(1);
        run.MustRefuse(OstdError.AccessDenied, () => DmaCoherent.Alloc(s_device, 1), "a coherent buffer");
        run.MustRefuse(OstdError.AccessDenied, () => DmaStream.Map(s_device, segment, DmaDirection.ToDevice), "a stream");
        run.MustFail(Kernel.Current.Dma.MayMaster, "bus mastering");
    }

    private static void IsTrusted(AttackRun run)
    {
        using var segment = USegment.Alloc(2);
        using (var buffer = DmaStream.Map(s_device, segment, DmaDirection.Both))
        {
            run.MustRefuse(OstdError.AccessDenied, () => DmaStream.Map(s_other, segment, DmaDirection.Both), "pages that another device has");
            run.Require(run.Machine.DeviceWrite(s_device.RequesterId, buffer.DeviceAddress, [7, 0, 0, 0]), "the device cannot reach its own buffer");
            byte[] bytes = new byte[1];
            buffer.Read(0, bytes);
            run.Require(bytes[0] == 7, "the device's write did not arrive");
        }
        DmaStream.Map(s_other, segment, DmaDirection.Both).Dispose();
    }

    private static void Poke(AttackRun run, PciLocation device, ulong address)
    {
        run.MustFail(run.Machine.DeviceWrite(device.RequesterId, address, [1, 2, 3, 4, 5, 6, 7, 8]), $"device {device} wrote {address:x}");
        run.MustFail(run.Machine.DeviceRead(device.RequesterId, address, new byte[8]), $"device {device} read {address:x}");
    }

    private static uint[] Versions(AttackRun run)
    {
        var versions = new uint[run.Machine.Memory.End / PageSize];
        for (int i = 0; i < versions.Length; i++)
            versions[i] = run.Machine.Memory.VersionOf((ulong)i * PageSize);
        return versions;
    }

    /// <summary>No page was written but those that are allowed to be. The kernel itself stands still meanwhile.</summary>
    private static void RequireUnchanged(AttackRun run, uint[] before, ulong[] allowed)
    {
        uint[] now = Versions(run);
        for (int i = 0; i < now.Length; i++)
            run.Require(now[i] == before[i] || allowed.Contains((ulong)i * PageSize), $"physical page {i * PageSize:x} was written");
    }
}
