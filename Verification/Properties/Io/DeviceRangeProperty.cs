using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Io;
using Ostd.Model;
using Ostd.Model.Devices;
using Ostd.Seam;
using Ostd.UserSpace;
using Verification.Checking;

namespace Verification.Properties.Io;

/// <summary>
/// Ports and device memory against plain intervals: who may have what is decided by the board's own table, handles live until they are disposed, ranges until their last handle is, and
/// an access reaches exactly the address it names, on the bus, in its width.
/// </summary>
internal sealed class DeviceRangeProperty : PropertyRun<DeviceRangeProperty.Operation>
{
    /// <summary>Ports from two drivers' ranges up to their sensitive neighbours, and memory likewise: small enough that ranges collide all the time.</summary>
    private static readonly ulong[] s_memoryBases = [0xe000_0000, 0xe000_0000, 0xe000_0000, 0xfdff_e000, 0xbfff_c000, 0xfec0_0000, 0xfee0_0000, 0x10_0000, 0x40_0000_0000, 0xff_ffff_e000, 0x8000_0000];
    private static readonly int[] s_portBases = [0x1f0, 0x2f8, 0x3f0, 0x20, 0x5650, 0xa0, 0xcf0, 0xc000, 0xfff8];

    /// <summary>Bytes of device memory whose tables may be too large for the machine.</summary>
    private const ulong MuchMemory = 16 << 20;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "Ports and device memory have one owner, never a sensitive one's, and accesses stay inside",
        [7], "io",
        Gen.Frequency(
            (4, from start in Gen.Elements(s_portBases) from offset in Gen.Choose(0, 20) from length in Gen.Choose(0, 12) select (Operation)new TakePorts(start + offset, length)),
            (1, from start in Gen.Choose(0, 0xffff) from length in Gen.Elements(-1, 0, 1, 2, 0xffff, 0x1_0000, int.MaxValue, int.MinValue) select (Operation)new TakePorts(start, length)),
            (6, from start in Gen.Elements(s_memoryBases) from offset in Gen.Choose(0, 0x5000) from length in Gen.Choose(0, 0x2800)
                from cache in Gen.Choose(0, 5) select (Operation)new TakeMemory(start + (ulong)offset, (ulong)length, cache)),
            (2, from start in Numbers.Any64 from length in Numbers.Any64 select (Operation)new TakeMemory(start, length, 2)),
            (4, from which in Gen.Choose(0, 40) from offset in Gen.Choose(-1, 0x800) from length in Gen.Choose(0, 0x800) select (Operation)new Slice(which, offset, length)),
            (1, from which in Gen.Choose(0, 40) from offset in Numbers.Any64 from length in Numbers.Any64 select (Operation)new Slice(which, (long)offset, (long)length)),
            (8, from which in Gen.Choose(0, 40) from offset in Gen.Choose(-2, 0x2800) from width in Gen.Choose(0, 3) from write in Gen.Choose(0, 1)
                select (Operation)new Access(which, offset, 1 << width, write == 1)),
            (3, from which in Gen.Choose(0, 40) from offset in Numbers.Any64 from width in Gen.Choose(0, 3) select (Operation)new Access(which, (long)offset, 1 << width, Write: true)),
            (6, from which in Gen.Choose(0, 40) from fromEnd in Gen.Choose(-1, 9) from width in Gen.Choose(0, 3) select (Operation)new AccessAtEnd(which, fromEnd, 1 << width)),
            (7, from which in Gen.Choose(0, 40) select (Operation)new Dispose(which))),
        static () => new DeviceRangeProperty(),
        new PropertyOptions { Sequences = 40, MaxLength = 120, Machine = new ModelOptions { MemoryMiB = 4, MaxSteps = 5_000_000 } });

    private readonly BusRecorder _bus = new();
    private readonly List<Handle> _handles = [];

    private DeviceRangeProperty() => ((ModelMachine)Root.Machine).Attach(_bus);

    public abstract record Operation;

    public sealed record TakePorts(int Start, int Length) : Operation;

    public sealed record TakeMemory(ulong Start, ulong Length, int Cache) : Operation;

    public sealed record Slice(int Which, long Offset, long Length) : Operation;

    public sealed record Access(int Which, long Offset, int Width, bool Write) : Operation;

    /// <summary>An access that ends <paramref name="FromEnd"/> bytes before the end of the range.</summary>
    public sealed record AccessAtEnd(int Which, long FromEnd, int Width) : Operation;

    public sealed record Dispose(int Which) : Operation;

    /// <summary>What the model knows of a handle. Slices share the range.</summary>
    private sealed record Handle(IoPort? Ports, IoMem? Memory, ulong Start, ulong Length, Range Range)
    {
        public bool IsDisposed { get; set; }
    }

    private sealed class Range(bool memory, ulong start, ulong end)
    {
        public bool Memory => memory;
        public int Handles { get; set; } = 1;
        public bool Touches(bool inMemory, ulong from, ulong to) => Handles > 0 && inMemory == memory && start < to && from < end;
    }

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case TakePorts take:
                Take((ushort)take.Start, take.Length);
                break;
            case TakeMemory take:
                Take(take.Start, take.Length, (CachePolicy)take.Cache);
                break;
            case Slice slice when Pick(slice.Which) is { Memory: not null } handle:
                Cut(handle, slice.Offset, slice.Length);
                break;
            case Access access when Pick(access.Which) is { } handle:
                Reach(handle, access.Offset, access.Width, access.Write);
                break;
            case AccessAtEnd access when Pick(access.Which) is { } handle:
                Reach(handle, (long)handle.Length - access.FromEnd - access.Width, access.Width, write: false);
                break;
            case Dispose dispose when Pick(dispose.Which) is { } handle:
                GiveBack(handle);
                break;
        }
        RequireEqual(null, _bus.TakeLast(), "accesses on the bus that nobody asked for");
    }

    public override void End()
    {
        foreach (Handle handle in _handles)
            GiveBack(handle);
        // Everything is free again.
        IoPort.Acquire(0x1f0, 8).Dispose();
        IoMem.Acquire(0xe000_0000, 0x8000).Dispose();
        RequireEqual(0, Kernel.Current.IoPorts.Taken.Count - 1, "ranges of ports that nobody holds, but for the one that retired last");
        RequireEqual(0, Kernel.Current.IoMemory.Taken.Count - 1, "ranges of memory that nobody holds, but for the one that retired last");
    }

    private Handle? Pick(int which) => _handles.Count == 0 ? null : _handles[which % _handles.Count];

    private void Take(ushort start, int length)
    {
        ulong end = start + (ulong)Math.Max(length, 0);
        IoPort? ports = Try(() => IoPort.Acquire(start, length), out OstdError? error);
        if (length <= 0 || end > 0x1_0000)
            RequireEqual(OstdError.InvalidArgs, error, "ports that are no range");
        else if (Board.Find(Board.SensitivePorts, start, end) is { } device)
            RequireEqual(OstdError.AccessDenied, error, $"ports of: {device}");
        else if (IsTaken(memory: false, start, end))
            RequireEqual(OstdError.AccessDenied, error, "ports that are taken");
        else if (IsInside(Board.PeripheralPorts, start, end))
            RequireEqual(null, error, "free ports of a peripheral");
        if (ports is not null)
            _handles.Add(new Handle(ports, null, start, end - start, new Range(memory: false, start, end)));
    }

    private void Take(ulong start, ulong length, CachePolicy cache)
    {
        const ulong Limit = 1UL << Mmu.PhysicalAddressBits;
        bool isRange = length != 0 && start < Limit && length <= Limit - start && cache <= CachePolicy.WriteCombining;
        ulong firstPage = start & ~0xfffUL, endPage = isRange ? (start + length + 0xfff) & ~0xfffUL : 0;
        IoMem? memory;
        OstdError? error;
        try
        {
            memory = Try(() => IoMem.Acquire(start, length, cache), out error);
        }
        catch (OutOfMemoryException) when (length > MuchMemory)
        {
            return; // no pages for the tables
        }
        if (!isRange)
            RequireEqual(OstdError.InvalidArgs, error, "memory that is no range, or no cache policy");
        else if (((ModelMachine)Root.Machine).Memory.TouchesRam(firstPage, endPage))
            RequireEqual(OstdError.AccessDenied, error, "RAM");
        else if (Board.Find(Board.SensitiveMemory, firstPage, endPage) is { } device)
            RequireEqual(OstdError.AccessDenied, error, $"registers of: {device}");
        else if (IsTaken(memory: true, firstPage, endPage))
            RequireEqual(OstdError.AccessDenied, error, "a page that is taken");
        else if (IsInside(Board.PeripheralMemory, firstPage, endPage))
            RequireEqual(length > IoMem.MaxLength ? OstdError.NotEnoughResources : null, error, "free memory of a peripheral");
        if (memory is null)
            return;
        RequireEqual(cache, memory.Cache, "the cache policy");
        _handles.Add(new Handle(null, memory, start, length, new Range(memory: true, firstPage, endPage)));
    }

    private void Cut(Handle handle, long offset, long length)
    {
        IoMem? slice = Try(() => handle.Memory!.Slice(offset, length), out OstdError? error);
        if (offset < 0 || length <= 0 || (UInt128)offset + (UInt128)length > handle.Length)
            RequireEqual(OstdError.InvalidArgs, error, "a part that is none");
        else
            RequireEqual(handle.IsDisposed ? OstdError.Stale : null, error, "a part");
        if (slice is null)
            return;
        handle.Range.Handles++;
        _handles.Add(new Handle(null, slice, handle.Start + (ulong)offset, (ulong)length, handle.Range));
    }

    private void Reach(Handle handle, long offset, int width, bool write)
    {
        if (handle.Ports is not null && (width == 8 || offset is < int.MinValue or > int.MaxValue))
            return; // there is no such access to ports
        const ulong Written = 0x1122_3344_5566_7788;
        ulong truncated = Written & ulong.MaxValue >> 64 - 8 * width;
        ulong read = 0;
        Try<object>(() => { read = Go(handle, offset, width, write, truncated); return handle; }, out OstdError? error);
        ulong address = handle.Start + (ulong)offset;
        bool inside = offset >= 0 && (UInt128)offset + (UInt128)width <= handle.Length;
        if (!inside || handle.Memory is not null && address % (ulong)width != 0)
        {
            RequireEqual(OstdError.InvalidArgs, error, "an access that leaves the range or is not aligned");
            return;
        }
        if (handle.IsDisposed)
        {
            RequireEqual(OstdError.Stale, error, "an access through a disposed handle");
            return;
        }
        RequireEqual(null, error, "an access inside the range");
        if (Board.Find(handle.Memory is not null ? Board.PeripheralMemory : Board.PeripheralPorts, address, address + (ulong)width) is null)
        {
            _bus.TakeLast(); // nobody is there, and the bus tried byte by byte
            return;
        }
        RequireEqual(new BusAccess(handle.Memory is not null, address, width, write ? truncated : null), _bus.TakeLast(), "what reached the bus");
        if (!write)
            RequireEqual(BusRecorder.ValueAt(address, width), read, "what was read");
    }

    private static ulong Go(Handle handle, long offset, int width, bool write, ulong value)
    {
        if (handle.Ports is { } ports)
            return Go(ports, (int)offset, width, write, (uint)value);
        IoMem memory = handle.Memory!;
        if (!write)
            return width switch { 1 => memory.Read8(offset), 2 => memory.Read16(offset), 4 => memory.Read32(offset), _ => memory.Read64(offset) };
        switch (width)
        {
            case 1: memory.Write8(offset, (byte)value); break;
            case 2: memory.Write16(offset, (ushort)value); break;
            case 4: memory.Write32(offset, (uint)value); break;
            default: memory.Write64(offset, value); break;
        }
        return 0;
    }

    private static ulong Go(IoPort ports, int offset, int width, bool write, uint value)
    {
        if (!write)
            return width switch { 1 => ports.Read8(offset), 2 => ports.Read16(offset), _ => ports.Read32(offset) };
        switch (width)
        {
            case 1: ports.Write8(offset, (byte)value); break;
            case 2: ports.Write16(offset, (ushort)value); break;
            default: ports.Write32(offset, value); break;
        }
        return 0;
    }

    private static void GiveBack(Handle handle)
    {
        handle.Ports?.Dispose();
        handle.Memory?.Dispose();
        if (handle.IsDisposed)
            return;
        handle.IsDisposed = true;
        handle.Range.Handles--;
    }

    private bool IsTaken(bool memory, ulong start, ulong end) => _handles.Any(h => h.Range.Touches(memory, start, end));

    private static bool IsInside(IEnumerable<(ulong Start, ulong End, string Name)> ranges, ulong start, ulong end) => ranges.Any(r => r.Start <= start && end <= r.End);

    private static T? Try<T>(Func<T> call, out OstdError? error)
        where T : class
    {
        error = null;
        try
        {
            return call();
        }
        catch (OstdException e)
        {
            error = e.Error;
            return null;
        }
    }
}
