using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Ostd;
using Ostd.Frames;
using Ostd.Io;
using Ostd.Model;
using Ostd.UserSpace;
using Verification.Checking;

namespace Verification.Properties.UserSpace;

/// <summary>
/// An address space against a map from page addresses to what is mapped there. Cursors edit it, at the borders of every level of the page table; user programs, each on a CPU
/// with a TLB of its own that never forgets by itself, and the kernel's user copies access it, and get exactly what the map says. Large pages lie on both sides of those borders (see
/// <c>VmSpaceProperty.Large.cs</c>), so that everything else happens to parts of them.
/// </summary>
internal sealed partial class VmSpaceProperty : PropertyRun<VmSpaceProperty.Operation>
{
    private const int Frames = 6, SitesPerBorder = 4, Sites = 5 * SitesPerBorder;
    private const ulong PageBytes = 4096, Window = 0xd000_0000;
    private const int DevicePages = 4;
    private const PageFlags Present = PageFlags.Read | PageFlags.Write | PageFlags.Execute;

    private static readonly Gen<int> s_site = Gen.Choose(0, Sites - 1);
    private static readonly Gen<int> s_flags = Gen.Choose(0, 63);

    private static readonly Gen<Operation> s_operations = Gen.Frequency(
        (6, from site in s_site from frame in Gen.Choose(0, Frames - 1) from flags in s_flags from cache in Gen.Choose(0, 3) select (Operation)new Map(site, frame, flags, cache)),
        (4, from first in s_site from last in s_site select (Operation)new Unmap(first, last)),
        (3, from first in s_site from last in s_site from clear in s_flags from set in s_flags select (Operation)new Protect(first, last, clear, set)),
        (3, from site in s_site from bit in Gen.Choose(0, 4) select (Operation)new Protect(site, site, 1 << bit, 0)),
        (2, from site in s_site select (Operation)new Query(site)),
        (2, from first in s_site from last in s_site select (Operation)new Find(first, last)),
        (2, from site in s_site from page in Gen.Choose(0, DevicePages - 1) from flags in Gen.Choose(0, 3) select (Operation)new MapDevice(site, page, flags)),
        (8, from site in s_site from cpu in Gen.Choose(0, 3) from kind in Gen.Elements(Kind.Load, Kind.Store, Kind.Execute) select (Operation)new UserAccess(site, cpu, kind)),
        (3, from site in s_site from write in Gen.Elements(true, false) select (Operation)new KernelCopy(site, write)),
        (3, from place in Gen.Choose(0, LargePlaces - 1) from flags in s_flags from cache in Gen.Choose(0, 3) select (Operation)new MapLarge(place, flags, cache)),
        (2, from first in Gen.Choose(0, LargePlaces - 1) from last in Gen.Choose(0, LargePlaces - 1) select (Operation)new UnmapLarge(first, last)),
        (2, from first in Gen.Choose(0, LargePlaces - 1) from last in Gen.Choose(0, LargePlaces - 1) from clear in s_flags from set in s_flags select (Operation)new ProtectLarge(first, last, clear, set)),
        (1, from place in Gen.Choose(0, LargePlaces - 1) from pages in Gen.Choose(1, LargePage.Pages - 1) from kind in Gen.Elements(Misfit.Address, Misfit.Range, Misfit.Segment, Misfit.Stale) select (Operation)new MapLargeWrongly(place, pages, kind)),
        (2, from start in Numbers.Any64 from end in Numbers.Any64 select (Operation)new Open(start, end)),
        (2, from site in s_site from length in Numbers.Any64 from jump in Numbers.Any64 select (Operation)new WrongStep(site, length, jump)),
        (1, from frame in Gen.Choose(0, Frames - 1) select (Operation)new Replace(frame)));

    public static Checker OneCpu { get; } = PropertyRunner.Checker(
        "An address space holds what its cursors put there, and a user access gets exactly what it allows", [5], "user-space", s_operations, static () => new VmSpaceProperty(),
        new PropertyOptions { Sequences = 52, MaxLength = 80, Machine = new ModelOptions { MemoryMiB = 8, MaxSteps = 2_000_000 } });

    public static Checker ManyCpus { get; } = PropertyRunner.Checker(
        "What was unmapped or restricted is refused to user programs on every CPU at once", [5], "tlb", s_operations, static () => new VmSpaceProperty(),
        new PropertyOptions { Sequences = 52, MaxLength = 80, Machine = new ModelOptions { MemoryMiB = 8, Cpus = 4, MaxSteps = 3_000_000 } });

    private readonly VmSpace _space = new();
    private readonly UserVisitors _visitors;
    private readonly IoMem _device = IoMem.Acquire(Window, DevicePages * PageBytes);
    private readonly UFrame[] _frames = new UFrame[Frames];
    private readonly ulong[] _contents = new ulong[FirstOfSegment + LargePage.Pages];
    private readonly long _tablesBefore;
    private ulong _lastStored;

    // The model: page address → frame (or, from Frames on, page of the device, or then of the segment), flags, cache policy.
    private readonly SortedDictionary<ulong, (int Frame, PageFlags Flags, CachePolicy Cache)> _map = [];

    private VmSpaceProperty()
    {
        for (int i = 0; i < Frames; i++)
            Refill(i);
        _tablesBefore = Kernel.Current.MemoryInfo.PageTableBytes - (long)PageBytes; // without the root of this space
        _visitors = new UserVisitors(_space, Math.Max(1, Kernel.Current.Machine.CpuCount - 1));
        _space.Activate();
    }

    public enum Kind { Load, Store, Execute }

    public abstract record Operation;

    public sealed record Map(int Site, int Frame, int Flags, int Cache) : Operation;

    public sealed record MapDevice(int Site, int Page, int Flags) : Operation;

    public sealed record Unmap(int First, int Last) : Operation;

    public sealed record Protect(int First, int Last, int Clear, int Set) : Operation;

    public sealed record Query(int Site) : Operation;

    public sealed record Find(int First, int Last) : Operation;

    public sealed record UserAccess(int Site, int Cpu, Kind Kind) : Operation;

    public sealed record KernelCopy(int Site, bool Write) : Operation;

    /// <summary>A cursor over any range that comes to mind.</summary>
    public sealed record Open(ulong Start, ulong End) : Operation;

    /// <summary>Any length and any jump, on a cursor over one page.</summary>
    public sealed record WrongStep(int Site, ulong Length, ulong Jump) : Operation;

    /// <summary>The client lets go of a frame, wherever it is mapped, and takes another.</summary>
    public sealed record Replace(int Frame) : Operation;

    /// <summary>The pages that operations act on lie around the borders of tables of every level.</summary>
    private static ulong AddressOf(int site)
    {
        const ulong before = SitesPerBorder / 2 * PageBytes;
        ulong[] borders = [before, 2UL << 20, 1UL << 30, 1UL << 39, VmSpace.UserEnd - before];
        return borders[site / SitesPerBorder] - before + (ulong)(site % SitesPerBorder) * PageBytes;
    }

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Map map:
                MapPage(AddressOf(map.Site), map);
                break;
            case MapDevice map:
                MapDevicePage(AddressOf(map.Site), map.Page, (PageFlags)map.Flags);
                break;
            case Unmap unmap:
                UnmapRange(AddressOf(Math.Min(unmap.First, unmap.Last)), AddressOf(Math.Max(unmap.First, unmap.Last)) + PageBytes);
                break;
            case Protect protect:
                ProtectRange(AddressOf(Math.Min(protect.First, protect.Last)), AddressOf(Math.Max(protect.First, protect.Last)) + PageBytes, (PageFlags)protect.Clear, (PageFlags)protect.Set);
                break;
            case MapLarge map:
                MapLargePage(LargeAddressOf(map.Place), new PageProperty((PageFlags)map.Flags, (CachePolicy)map.Cache));
                break;
            case UnmapLarge unmap:
                UnmapRange(LargeAddressOf(Math.Min(unmap.First, unmap.Last)), LargeAddressOf(Math.Max(unmap.First, unmap.Last)) + LargePage.Size);
                break;
            case ProtectLarge protect:
                ProtectRange(LargeAddressOf(Math.Min(protect.First, protect.Last)), LargeAddressOf(Math.Max(protect.First, protect.Last)) + LargePage.Size, (PageFlags)protect.Clear, (PageFlags)protect.Set);
                break;
            case MapLargeWrongly map:
                RefuseLarge(LargeAddressOf(map.Place), map);
                break;
            case Query query:
                CompareQuery(AddressOf(query.Site));
                break;
            case Find find:
                CompareFind(AddressOf(Math.Min(find.First, find.Last)), AddressOf(Math.Max(find.First, find.Last)) + PageBytes);
                break;
            case UserAccess access:
                AccessFromUser(AddressOf(access.Site), access);
                break;
            case KernelCopy copy:
                CopyFromKernel(AddressOf(copy.Site), copy.Write);
                break;
            case Open open:
                OpenAnything(open.Start, open.End);
                break;
            case WrongStep step:
                StepWrongly(AddressOf(step.Site), step);
                break;
            case Replace replace:
                _frames[replace.Frame].Dispose();
                _map.Where(m => m.Value.Frame == replace.Frame).Select(m => m.Key).ToList().ForEach(Forget);
                Refill(replace.Frame);
                break;
        }
        for (int i = 0; i < Frames; i++)
            RequireEqual(1L + _map.Values.Count(m => m.Frame == i), _frames[i].ReferenceCount, $"references on frame {i}");
        CompareSegmentReferences();
    }

    public override void End()
    {
        if (_map.Count % 2 == 0)
            UnmapRange(0, VmSpace.UserEnd); // else the end of the space does it
        _map.Clear();
        _visitors.Leave();
        VmSpace.Deactivate();
        _space.Dispose();
        _device.Dispose();
        IoMem.Acquire(Window, PageBytes).Dispose(); // nothing pins it any more
        for (int i = 0; i < Frames; i++)
        {
            RequireEqual(1L, _frames[i].ReferenceCount, $"references on frame {i} after the space is gone");
            _frames[i].Dispose();
        }
        CompareSegmentReferences();
        _segment.Dispose();
        RequireEqual(_tablesBefore, Kernel.Current.MemoryInfo.PageTableBytes, "bytes of page tables after the space is gone");
    }

    private void Refill(int frame)
    {
        _frames[frame] = UFrame.Alloc();
        _contents[frame] = NewValue();
        _frames[frame].Write(0, BitConverter.GetBytes(_contents[frame]));
    }

    // Never seen before; as machine code an invalid instruction.
    private ulong NewValue() => ++_lastStored << 8 | 0x0b;

    // The mappings of a frame whose handle is gone stay, with their own reference: the model forgets them, so they are unmapped.
    private void Forget(ulong address)
    {
        using VmCursor cursor = _space.Cursor(address, address + PageBytes);
        RequireEqual(1L, cursor.Unmap(PageBytes), "pages unmapped of a frame whose handle was disposed");
        _map.Remove(address);
    }

    private void MapPage(ulong address, Map map)
    {
        var flags = (PageFlags)map.Flags;
        bool isFree = !_map.ContainsKey(address);
        try
        {
            using VmCursor cursor = _space.Cursor(address, address + PageBytes);
            cursor.Map(_frames[map.Frame], new PageProperty(flags, (CachePolicy)map.Cache));
            Require(isFree, $"a page was mapped at {address:x} over another one");
            RequireEqual(address + PageBytes, cursor.Address, "address of the cursor after mapping");
            _map[address] = (map.Frame, flags, (CachePolicy)map.Cache);
        }
        catch (OstdException e) when (e.Error == OstdError.InvalidArgs)
        {
            Require(!isFree, $"mapping at {address:x}, where nothing is mapped, was refused: {e.Message}");
        }
    }

    private void MapDevicePage(ulong address, int page, PageFlags flags)
    {
        bool isFree = !_map.ContainsKey(address);
        try
        {
            using VmCursor cursor = _space.Cursor(address, address + PageBytes);
            cursor.MapIoMem(_device, flags, page * (long)PageBytes, PageBytes);
            Require(isFree, $"device memory was mapped at {address:x} over another page");
            _map[address] = (Frames + page, flags, CachePolicy.Uncacheable);
        }
        catch (OstdException e) when (e.Error == OstdError.InvalidArgs)
        {
            Require(!isFree, $"mapping device memory at {address:x}, where nothing is mapped, was refused: {e.Message}");
        }
    }

    private void UnmapRange(ulong start, ulong end)
    {
        using VmCursor cursor = _space.Cursor(start, end);
        foreach ((ulong first, ulong last) in WithoutCode(start, end))
        {
            List<ulong> gone = _map.Keys.Where(a => a >= first && a < last).ToList();
            cursor.Jump(first);
            RequireEqual((long)gone.Count, cursor.Unmap(last - first), $"pages unmapped from {first:x} to {last:x}");
            RequireEqual(last, cursor.Address, "address of the cursor after unmapping");
            gone.ForEach(a => _map.Remove(a));
            _whole.RemoveWhere(l => l < last && l + LargePage.Size > first);
        }
    }

    private void ProtectRange(ulong start, ulong end, PageFlags clear, PageFlags set)
    {
        using VmCursor cursor = _space.Cursor(start, end);
        foreach ((ulong first, ulong last) in WithoutCode(start, end))
        {
            List<ulong> pages = _map.Keys.Where(a => a >= first && a < last).ToList();
            cursor.Jump(first);
            RequireEqual((long)pages.Count, cursor.Protect(last - first, clear, set), $"pages protected from {first:x} to {last:x}");
            RequireEqual(last, cursor.Address, "address of the cursor after protecting");
            _whole.RemoveWhere(l => l < last && l + LargePage.Size > first && (l < first || l + LargePage.Size > last) && (_map[l].Flags & ~clear | set) != _map[l].Flags);
            foreach (ulong page in pages)
            {
                (int frame, PageFlags flags, CachePolicy cache) = _map[page];
                PageFlags now = flags & ~clear | set;
                _map[page] = (frame, IsDevice(frame) ? now & ~PageFlags.Execute : now, cache); // device memory is never executable
            }
        }
    }

    /// <summary>The parts of a range beside the programs' code.</summary>
    private IEnumerable<(ulong Start, ulong End)> WithoutCode(ulong start, ulong end)
    {
        foreach (ulong code in _visitors.Pages.Where(p => p >= start && p < end))
        {
            if (code > start)
                yield return (start, code);
            start = code + PageBytes;
        }
        if (end > start)
            yield return (start, end);
    }

    private void CompareQuery(ulong address)
    {
        using VmCursor cursor = _space.Cursor(address, address + PageBytes);
        bool found = cursor.TryQuery(out UFrame? frame, out PageProperty property);
        RequireEqual(_map.ContainsKey(address), found, $"whether something is mapped at {address:x}");
        if (!found)
            return;
        (int expected, PageFlags flags, CachePolicy cache) = _map[address];
        ulong? mapped = frame?.Paddr;
        frame?.Dispose();
        RequireEqual(expected < Frames ? _frames[expected].Paddr : IsDevice(expected) ? null : _segment.Paddr + (ulong)(expected - FirstOfSegment) * PageBytes, mapped, $"frame at {address:x}");
        RequireEqual(_whole.Contains(LargePage.AlignDown(address)) ? LargePage.Size : PageBytes, cursor.QuerySize(), $"size of what is mapped at {address:x}");
        RequireEqual(flags, property.Flags, $"flags at {address:x}");
        RequireEqual(cache, property.Cache, $"cache policy at {address:x}");
    }

    private void CompareFind(ulong start, ulong end)
    {
        using VmCursor cursor = _space.Cursor(start, end);
        ulong expected = _map.Keys.Concat(_visitors.Pages).Where(a => a >= start && a < end).DefaultIfEmpty(end).Min();
        RequireEqual(expected != end, cursor.TryFindNext(end - start), $"whether a page is mapped from {start:x} to {end:x}");
        RequireEqual(expected, cursor.Address, $"first mapped page from {start:x} to {end:x}");
    }

    private void AccessFromUser(ulong address, UserAccess access)
    {
        ulong value = access.Kind == Kind.Store ? NewValue() : 0;
        UserVisitors.Answer answer = _visitors.Access(access.Cpu, address, access.Kind, value);
        PageFlags needed = access.Kind switch { Kind.Store => PageFlags.Write, Kind.Execute => PageFlags.Execute, _ => Present };
        bool allowed = _map.TryGetValue(address, out var there) && (there.Flags & needed) != 0;
        if (!allowed)
        {
            bool isPresent = (there.Flags & Present) != 0;
            ulong code = (isPresent ? 1UL : 0) | (access.Kind == Kind.Store ? 2UL : 0) | 4 | (access.Kind == Kind.Execute ? 16UL : 0);
            RequireEqual<ulong?>(code, answer.FaultCode, $"fault code of a user {access.Kind} at {address:x}, mapped: {there.Flags}");
            return;
        }
        Require(answer.FaultCode is null, $"a user {access.Kind} at {address:x}, mapped {there.Flags}, faulted with code {answer.FaultCode:x}");
        Note(address, there, access.Kind == Kind.Store);
        if (IsDevice(there.Frame))
            return;
        if (access.Kind == Kind.Store)
            _contents[there.Frame] = value;
        else if (access.Kind == Kind.Load)
            RequireEqual(_contents[there.Frame], answer.Value, $"value that a user program loads at {address:x}");
        RequireEqual(_contents[there.Frame], BitConverter.ToUInt64(ReadFrame(there.Frame)), $"contents of frame {there.Frame}");
    }

    private void CopyFromKernel(ulong address, bool write)
    {
        bool allowed = _map.TryGetValue(address, out var there) && (there.Flags & (write ? PageFlags.Write : Present)) != 0;
        if (IsDevice(there.Frame))
            return; // the model has no device there to copy from
        ulong value = write ? NewValue() : 0;
        bool done = write
            ? _space.TryWriter(address, 8, out VmWriter writer) && writer.TryWriteUInt64(value)
            : _space.TryReader(address, 8, out VmReader reader) && reader.TryReadUInt64(out value);
        RequireEqual(allowed, done, $"whether the kernel can {(write ? "write to" : "read from")} {address:x}, mapped: {there.Flags}");
        if (!done)
            return;
        Note(address, there, write);
        if (write)
            _contents[there.Frame] = value;
        RequireEqual(_contents[there.Frame], value, $"value at {address:x}");
    }

    private void OpenAnything(ulong start, ulong end)
    {
        bool isRange = start % PageBytes == 0 && end % PageBytes == 0 && start < end && end <= VmSpace.UserEnd;
        try
        {
            using VmCursor cursor = _space.Cursor(start, end);
            Require(isRange, $"a cursor over {start:x} to {end:x} was made");
            RequireEqual(start, cursor.Address, "address of a new cursor");
        }
        catch (OstdException e) when (e.Error == OstdError.InvalidArgs)
        {
            Require(!isRange, $"a cursor over {start:x} to {end:x} was refused: {e.Message}");
        }
    }

    private void StepWrongly(ulong address, WrongStep step)
    {
        using VmCursor cursor = _space.Cursor(address, address + PageBytes);
        try
        {
            cursor.Jump(step.Jump);
            Require(step.Jump == address, $"a cursor over one page at {address:x} jumped to {step.Jump:x}");
        }
        catch (OstdException e) when (e.Error == OstdError.InvalidArgs)
        {
            Require(step.Jump != address, $"a cursor cannot jump to its own page: {e.Message}");
        }
        try
        {
            cursor.Protect(step.Length, PageFlags.None, PageFlags.None);
            Require(step.Length is 0 or PageBytes, $"a cursor over one page acted on {step.Length:x} bytes");
        }
        catch (OstdException e) when (e.Error == OstdError.InvalidArgs)
        {
            Require(step.Length is not (0 or PageBytes), $"a cursor cannot act on its page: {e.Message}");
        }
    }

    // An access leaves its marks, in the one entry that a large page has for all of its pages.
    private void Note(ulong address, (int Frame, PageFlags Flags, CachePolicy Cache) there, bool write)
    {
        PageFlags flags = there.Flags | PageFlags.Accessed | (write ? PageFlags.Dirty : PageFlags.None);
        ulong large = LargePage.AlignDown(address);
        if (!_whole.Contains(large))
        {
            _map[address] = there with { Flags = flags };
            return;
        }
        for (ulong page = large; page < large + LargePage.Size; page += PageBytes)
            _map[page] = _map[page] with { Flags = flags };
    }

    private byte[] ReadFrame(int frame)
    {
        var bytes = new byte[8];
        if (frame < Frames)
            _frames[frame].Read(0, bytes);
        else
            _segment.Read((frame - FirstOfSegment) * (long)PageBytes, bytes);
        return bytes;
    }
}
