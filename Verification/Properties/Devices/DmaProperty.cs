using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Dma;
using Ostd.Frames;
using Ostd.Iommu;
using Ostd.Model;
using Verification.Checking;

namespace Verification.Properties.Devices;

/// <summary>
/// DMA buffers against a model in which a page is an array of bytes and a device a table from its addresses to such pages. Two devices do what drivers ask, a third one, which was
/// never lent anything, attacks all the time; the contents of every page are known all the same.
/// </summary>
internal sealed class DmaProperty : PropertyRun<DmaProperty.Operation>
{
    private const int PageSize = 4096;

    private static readonly PciLocation[] s_devices = [new(0, 3, 0), new(0, 4, 1)];
    private static readonly PciLocation s_hostile = new(0, 5, 0);

    public static Checker Checker { get; } = Of("A device reaches its own live DMA buffers in their direction, and nothing else", new IommuOptions());

    /// <summary>A unit of a virtual machine: it caches absence, has three levels, and sees only what was written back from the caches.</summary>
    public static Checker OnAnotherUnit { get; } = Of(
        "DMA buffers work with a unit that caches absence and does not see the CPU's caches", new IommuOptions { CachingMode = true, Levels = 3, SnoopsCaches = false });

    private readonly ModelMachine _machine = (ModelMachine)Kernel.Current.Machine;
    private readonly HostileDevice _attacker;
    private readonly List<SegmentModel> _segments = [];
    private readonly List<BufferModel> _buffers = [];

    // Every device address that was ever handed out, and those that will be first: devices try them all the time.
    private readonly List<ulong> _known = [.. Enumerable.Range(0, 4).Select(page => DmaDomain.FirstAddress + (ulong)page * PageSize)];

    private DmaProperty()
    {
        _attacker = new HostileDevice(_machine, s_hostile.RequesterId, seed: 7);
        _machine.Attach(_attacker);
    }

    internal abstract record Operation;

    internal sealed record NewSegment(int Pages) : Operation;

    internal sealed record SliceSegment(int Which, int First, int Pages) : Operation;

    internal sealed record DropSegment(int Which) : Operation;

    internal sealed record AllocCoherent(int Device, int Pages) : Operation;

    internal sealed record MapStream(int Device, int Segment, DmaDirection Direction) : Operation;

    internal sealed record Dispose(int Buffer) : Operation;

    internal sealed record CpuWrites(int Buffer, long Offset, int Length, byte Value) : Operation;

    internal sealed record CpuReads(int Buffer, long Offset, int Length) : Operation;

    internal sealed record Sync(int Buffer, long Offset, long Length, bool ForDevice) : Operation;

    internal sealed record DeviceWrites(int Device, int Address, int Offset, byte Value) : Operation;

    internal sealed record DeviceReads(int Device, int Address, int Offset) : Operation;

    private static Checker Of(string name, IommuOptions unit)
    {
        Gen<int> any = Gen.Choose(0, 999);
        Gen<long> offset = Gen.Frequency((6, Gen.Choose(0, 3 * PageSize).Select(o => (long)o)), (1, Numbers.Any64.Select(o => (long)o)));
        Gen<int> length = Gen.Choose(0, 600);
        Gen<DmaDirection> direction = Gen.Frequency(
            (8, Gen.Elements(DmaDirection.ToDevice, DmaDirection.FromDevice, DmaDirection.Both)), (1, Gen.Constant((DmaDirection)3)));
        Gen<byte> value = Gen.Choose(1, 255).Select(v => (byte)v);
        return PropertyRunner.Checker(
            name, [6], "dma",
            Gen.Frequency(
                (2, from pages in Gen.Choose(0, 4) select (Operation)new NewSegment(pages)),
                (1, from which in any from first in Gen.Choose(-1, 4) from pages in Gen.Choose(0, 4) select (Operation)new SliceSegment(which, first, pages)),
                (1, from which in any select (Operation)new DropSegment(which)),
                (2, from device in any from pages in Gen.Choose(0, 3) select (Operation)new AllocCoherent(device, pages)),
                (4, from device in any from segment in any from way in direction select (Operation)new MapStream(device, segment, way)),
                (3, from buffer in any select (Operation)new Dispose(buffer)),
                (4, from buffer in any from at in offset from count in length from v in value select (Operation)new CpuWrites(buffer, at, count, v)),
                (4, from buffer in any from at in offset from count in length select (Operation)new CpuReads(buffer, at, count)),
                (1, from buffer in any from at in offset from count in offset from way in Gen.Elements(true, false) select (Operation)new Sync(buffer, at, count, way)),
                (6, from device in any from address in any from at in Gen.Choose(0, 1600) from v in value select (Operation)new DeviceWrites(device, address, at, v)),
                (6, from device in any from address in any from at in Gen.Choose(0, 1600) select (Operation)new DeviceReads(device, address, at))),
            static () => new DmaProperty(),
            new PropertyOptions
            {
                Sequences = 60,
                MaxLength = 70,
                Machine = new ModelOptions { MemoryMiB = 4, MaxSteps = 3_000_000, Iommu = unit, Attach = EveryStep.Attach },
            });
    }

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case NewSegment { Pages: 0 }:
                RequireRefused(OstdError.InvalidArgs, () => USegment.Alloc(0), "a segment without pages");
                break;
            case NewSegment allocation:
                Add(new SegmentModel(USegment.Alloc(allocation.Pages), Enumerable.Range(0, allocation.Pages).Select(_ => new PageModel()).ToArray()));
                break;
            case SliceSegment slice when Pick(_segments, slice.Which) is { IsLive: true } segment:
                Slice(segment, slice);
                break;
            case DropSegment drop when Pick(_segments, drop.Which) is { } segment:
                segment.IsLive = false;
                segment.Handle.Dispose();
                break;
            case AllocCoherent { Pages: 0 }:
                RequireRefused(OstdError.InvalidArgs, () => DmaCoherent.Alloc(s_devices[0], 0), "a buffer without pages");
                break;
            case AllocCoherent allocation:
                PciLocation device = Pick(s_devices, allocation.Device);
                Add(new BufferModel(DmaCoherent.Alloc(device, allocation.Pages), device, DmaDirection.Both, Enumerable.Range(0, allocation.Pages).Select(_ => new PageModel()).ToArray()));
                break;
            case MapStream map when Pick(_segments, map.Segment) is { } segment:
                Map(Pick(s_devices, map.Device), segment, map.Direction);
                break;
            case Dispose dispose when Pick(_buffers, dispose.Buffer) is { } buffer:
                if (buffer.IsLive)
                    SetLent(buffer.Pages, false);
                buffer.IsLive = false;
                buffer.Handle.Dispose();
                break;
            case CpuWrites write when Pick(_buffers, write.Buffer) is { } buffer:
                Write(buffer, write);
                break;
            case CpuReads read when Pick(_buffers, read.Buffer) is { } buffer:
                Read(buffer, read.Offset, read.Length);
                break;
            case Sync sync when Pick(_buffers, sync.Buffer) is { Handle: DmaStream stream } buffer:
                Expect(Refusal(buffer, sync.Offset, sync.Length, reads: !sync.ForDevice), () =>
                {
                    if (sync.ForDevice)
                        stream.SyncForDevice(sync.Offset, sync.Length);
                    else
                        stream.SyncFromDevice(sync.Offset, sync.Length);
                });
                break;
            case DeviceWrites write:
                WriteAsDevice(Pick(s_devices, write.Device), Pick(_known, write.Address) + (ulong)write.Offset * 8, write.Value);
                break;
            case DeviceReads read:
                ReadAsDevice(Pick(s_devices, read.Device), Pick(_known, read.Address) + (ulong)read.Offset * 8);
                break;
        }
    }

    public override void End()
    {
        foreach (BufferModel buffer in _buffers.Where(b => b.IsLive && b.Direction != DmaDirection.ToDevice))
            Read(buffer, 0, buffer.Pages.Length * PageSize);
        foreach (BufferModel buffer in _buffers)
            buffer.Handle.Dispose();
        foreach (SegmentModel segment in _segments.Where(s => s.IsLive))
        {
            byte[] bytes = new byte[segment.Pages.Length * PageSize];
            segment.Handle.Read(0, bytes);
            Require(bytes.AsSpan().SequenceEqual(segment.Pages.SelectMany(p => p.Bytes).ToArray()), "a segment that no device has does not hold what was written to it");
            segment.Handle.Dispose();
        }
        RequireEqual(0L, _attacker.Succeeded, "accesses of a device that was never lent anything");
        foreach (DmaDomain? domain in Kernel.Current.Iommu!.Memory.Domains)
            Require(domain is null, "a device without buffers still has a domain");
    }

    private void Slice(SegmentModel segment, SliceSegment slice)
    {
        if (slice.First < 0 || slice.Pages <= 0 || slice.First + slice.Pages > segment.Pages.Length)
            RequireRefused(OstdError.InvalidArgs, () => segment.Handle.Slice(slice.First, slice.Pages), "a slice outside its segment");
        else
            Add(new SegmentModel(segment.Handle.Slice(slice.First, slice.Pages), segment.Pages[slice.First..(slice.First + slice.Pages)]));
    }

    private void Map(PciLocation device, SegmentModel segment, DmaDirection direction)
    {
        OstdError? expected = !segment.IsLive ? OstdError.Stale
            : (int)direction > 2 ? OstdError.InvalidArgs
            : segment.Pages.Any(p => p.IsLent) ? OstdError.AccessDenied
            : null;
        DmaStream? stream = null;
        Expect(expected, () => stream = DmaStream.Map(device, segment.Handle, direction));
        if (stream is not null)
            Add(new BufferModel(stream, device, direction, segment.Pages));
    }

    private void Write(BufferModel buffer, CpuWrites write)
    {
        byte[] bytes = Enumerable.Repeat(write.Value, write.Length).ToArray();
        OstdError? refusal = Refusal(buffer, write.Offset, write.Length, reads: false);
        Expect(refusal, () =>
        {
            if (buffer.Handle is DmaStream stream)
                stream.Write(write.Offset, bytes);
            else
                ((DmaCoherent)buffer.Handle).Write(write.Offset, bytes);
        });
        for (long i = write.Offset; refusal is null && i < write.Offset + write.Length; i++)
            buffer.Pages[i / PageSize].Bytes[i % PageSize] = write.Value;
    }

    private void Read(BufferModel buffer, long offset, int length)
    {
        byte[] bytes = new byte[length];
        OstdError? refusal = Refusal(buffer, offset, length, reads: true);
        Expect(refusal, () =>
        {
            if (buffer.Handle is DmaStream stream)
                stream.Read(offset, bytes);
            else
                ((DmaCoherent)buffer.Handle).Read(offset, bytes);
        });
        for (int i = 0; refusal is null && i < length; i++)
            RequireEqual(buffer.Pages[(offset + i) / PageSize].Bytes[(offset + i) % PageSize], bytes[i], $"byte {offset + i} of a buffer of device {buffer.Device}");
    }

    private void WriteAsDevice(PciLocation device, ulong address, byte value)
    {
        byte[] bytes = Enumerable.Repeat(value, 8).ToArray();
        bool isAllowed = TryFind(device, address, write: true, out PageModel? page);
        RequireEqual(isAllowed, _machine.DeviceWrite(device.RequesterId, address, bytes), $"device {device} may write {address:x}");
        if (isAllowed)
            bytes.CopyTo(page!.Bytes, (int)(address % PageSize));
    }

    private void ReadAsDevice(PciLocation device, ulong address)
    {
        byte[] bytes = new byte[8];
        bool isAllowed = TryFind(device, address, write: false, out PageModel? page);
        RequireEqual(isAllowed, _machine.DeviceRead(device.RequesterId, address, bytes), $"device {device} may read {address:x}");
        if (isAllowed)
            Require(bytes.AsSpan().SequenceEqual(page!.Bytes.AsSpan((int)(address % PageSize), 8)), $"device {device} reads something else at {address:x} than was written there");
    }

    private bool TryFind(PciLocation device, ulong address, bool write, out PageModel? page)
    {
        foreach (BufferModel buffer in _buffers)
        {
            if (!buffer.IsLive || buffer.Device != device || address - buffer.Address >= (ulong)(buffer.Pages.Length * PageSize))
                continue;
            page = buffer.Pages[(address - buffer.Address) / PageSize];
            return buffer.Direction == DmaDirection.Both || write == (buffer.Direction == DmaDirection.FromDevice);
        }
        page = null;
        return false;
    }

    /// <summary>Why the CPU's access must be refused; null when it must not.</summary>
    private static OstdError? Refusal(BufferModel buffer, long offset, long length, bool reads)
    {
        if (buffer.Direction == (reads ? DmaDirection.ToDevice : DmaDirection.FromDevice))
            return OstdError.AccessDenied;
        bool isInside = offset >= 0 && length >= 0 && offset <= buffer.Pages.Length * PageSize && length <= buffer.Pages.Length * PageSize - offset;
        return !isInside && buffer.IsLive ? OstdError.InvalidArgs : !buffer.IsLive ? OstdError.Stale : null;
    }

    private void Add(SegmentModel segment) => _segments.Add(segment);

    private void Add(BufferModel buffer)
    {
        Require(buffer.Address % PageSize == 0 && buffer.Address + (ulong)(buffer.Pages.Length * PageSize) <= ModelMachine.MessageWindow, $"device address {buffer.Address:x} is not usable");
        SetLent(buffer.Pages, true);
        _known.Add(buffer.Address);
        _attacker.Targets.Add(buffer.Address);
        _buffers.Add(buffer);
    }

    private static void SetLent(PageModel[] pages, bool lent)
    {
        foreach (PageModel page in pages)
            page.IsLent = lent;
    }

    private static void Expect(OstdError? refusal, Action call)
    {
        if (refusal is { } error)
            RequireRefused(error, call, "a call");
        else
            call();
    }

    private static void RequireRefused(OstdError error, Action call, string what)
    {
        OstdError found = RequireThrows<OstdException>(call, what).Error;
        // A stale handle with an impossible range may be refused for either.
        Require(found == error || error == OstdError.Stale && found == OstdError.InvalidArgs, $"{what}: expected {error}, found {found}");
    }

    private static T? Pick<T>(IReadOnlyList<T> from, int index) => from.Count == 0 ? default : from[index % from.Count];

    private sealed class PageModel
    {
        public byte[] Bytes { get; } = new byte[PageSize];

        public bool IsLent { get; set; }
    }

    private sealed class SegmentModel(USegment handle, PageModel[] pages)
    {
        public USegment Handle => handle;

        public PageModel[] Pages => pages;

        public bool IsLive { get; set; } = true;
    }

    private sealed class BufferModel(DmaBuffer handle, PciLocation device, DmaDirection direction, PageModel[] pages)
    {
        public DmaBuffer Handle => handle;

        public PciLocation Device => device;

        public DmaDirection Direction => direction;

        public PageModel[] Pages => pages;

        public ulong Address { get; } = handle.DeviceAddress;

        public bool IsLive { get; set; } = true;
    }
}
