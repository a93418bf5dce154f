using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;
using Services.Linux;
using Services.Processes;

namespace Services.Memory;

/// <summary>What to map and where. The caller checked flags, offsets and rights to the file.</summary>
internal readonly record struct MapRequest(ulong Address, ulong Length, Protection Protection, MapFlags Flags)
{
    /// <summary>The source of the pages, with a hold that the mapping takes over; null for zeros.</summary>
    public MappedFile? File { get; init; }
    public long FirstPage { get; init; }
    public bool IsShared { get; init; }
    public bool MayWrite { get; init; } = true;
    public string Label { get; init; } = "";

    public bool Has(MapFlags flag) => (Flags & flag) != 0;
}

/// <summary>Making, removing and finding room for ranges.</summary>
public sealed partial class AddressSpace
{
    /// <summary>Maps a range; its address, or a negated error. On an error the caller still has its hold on the file.</summary>
    internal long Map(MapRequest request, ResourceLimits limits)
    {
        var dropped = new List<MappedFile>();
        long result;
        using (_lock.Lock())
            result = MapLocked(request, limits, dropped);
        foreach (MappedFile file in dropped)
            file.Release();
        if (result >= 0 && (request.Has(MapFlags.Populate) || request.Has(MapFlags.Locked)))
            Populate((ulong)result, request.Length);
        return result;
    }

    private long MapLocked(MapRequest request, ResourceLimits limits, List<MappedFile> dropped)
    {
        ulong length = request.Length;
        if (length == 0)
            return Errno.EINVAL.Negate();
        if (length > VmSpace.UserEnd)
            return Errno.ENOMEM.Negate();
        length = Page.AlignUp(length);
        if (length > VmSpace.UserEnd - MinAddress)
            return Errno.ENOMEM.Negate();

        bool isFixed = request.Has(MapFlags.Fixed) || request.Has(MapFlags.FixedNoReplace);
        ulong start;
        if (isFixed)
        {
            start = request.Address;
            if (!Page.IsAligned(start))
                return Errno.EINVAL.Negate();
            if (start > VmSpace.UserEnd - length)
                return Errno.ENOMEM.Negate();
            if (start < MinAddress)
                return Errno.EPERM.Negate();
            if (request.Has(MapFlags.FixedNoReplace) && !request.Has(MapFlags.Fixed) && !IsFree(start, start + length))
                return Errno.EEXIST.Negate();
        }
        else if (!TryFindRoom(request, length, out start))
        {
            return Errno.ENOMEM.Negate();
        }

        var vma = new Vma
        {
            Start = start,
            End = start + length,
            Protection = request.Protection & Protection.All,
            IsShared = request.IsShared,
            File = request.File,
            FirstPage = request.FirstPage,
            GrowsDown = request.Has(MapFlags.GrowsDown),
            MayWrite = request.MayWrite,
            MayHaveCopies = !request.IsShared && (request.Protection & Protection.Write) != 0,
            Label = request.Label,
        };
        Errno error = CheckLimits(vma, limits, request.Has(MapFlags.NoReserve));
        if (error != Errno.OK)
            return error.Negate();
        if (_vmas.Count + 2 > VmaList.MaxCount)
            return Errno.ENOMEM.Negate();
        if (isFixed)
            RemoveLocked(start, vma.End, dropped);
        InsertLocked(vma);
        return (long)start;
    }

    /// <summary>Adds a range where nothing is, joined with its neighbours when they agree in everything.</summary>
    private void InsertLocked(Vma vma)
    {
        CountMapped(vma, 1);
        int index = _vmas.FirstEndingAbove(vma.Start);
        _vmas.Insert(index, vma);
        JoinLocked(index);
        if (index > 0)
            JoinLocked(index - 1);
    }

    /// <summary>Joins the range at <paramref name="index"/> with the next when they agree. One use of the file goes with it.</summary>
    private void JoinLocked(int index)
    {
        if (index + 1 >= _vmas.Count || !_vmas[index].ContinuesWith(_vmas[index + 1]))
            return;
        Vma joined = _vmas[index] with { End = _vmas[index + 1].End, MayHaveCopies = _vmas[index].MayHaveCopies || _vmas[index + 1].MayHaveCopies };

        // Not the last use: the joined range keeps one.
        joined.File?.Release();
        _vmas.Replace(index, joined);
        _vmas.RemoveRange(index + 1, 1);
    }

    /// <summary>munmap(2).</summary>
    internal Errno Unmap(ulong start, ulong length)
    {
        if (!Page.IsAligned(start) || length == 0 || start > VmSpace.UserEnd || length > VmSpace.UserEnd - start)
            return Errno.EINVAL;
        var dropped = new List<MappedFile>();
        using (_lock.Lock())
        {
            // Cutting a hole makes two of one.
            if (_vmas.Count >= VmaList.MaxCount && IsHoleInside(start, start + Page.AlignUp(length)))
                return Errno.ENOMEM;
            RemoveLocked(start, start + Page.AlignUp(length), dropped);
        }

        foreach (MappedFile file in dropped)
            file.Release();
        return Errno.OK;
    }

    private bool IsHoleInside(ulong start, ulong end) => _vmas.Find(start) is { } vma && vma.Start < start && end < vma.End;

    /// <summary>Removes what is mapped in [start, end). Files whose use ends are collected: they are closed without the lock.</summary>
    private void RemoveLocked(ulong start, ulong end, List<MappedFile> dropped)
    {
        int first = SplitLocked(start);
        int last = SplitLocked(end);
        for (int i = first; i < last; i++)
        {
            Vma vma = _vmas[i];
            UnmapPagesLocked(vma.Start, vma.End);
            CountMapped(vma, -1);
            if (vma.File is { } file)
                dropped.Add(file);
        }

        _vmas.RemoveRange(first, last - first);
    }

    /// <summary>Makes <paramref name="address"/> a border between ranges. Returns the index of the first range at or above it.</summary>
    private int SplitLocked(ulong address)
    {
        int index = _vmas.FirstEndingAbove(address);
        if (index == _vmas.Count || _vmas[index].Start >= address)
            return index;
        Vma vma = _vmas[index];
        vma.File?.Hold();
        _vmas.Replace(index, vma.Slice(vma.Start, address));
        _vmas.Insert(index + 1, vma.Slice(address, vma.End));
        return index + 1;
    }

    private bool IsFree(ulong start, ulong end)
    {
        int index = _vmas.FirstEndingAbove(start);
        return index == _vmas.Count || _vmas[index].Start >= end;
    }

    /// <summary>The wished address when it is free, else the highest room below the stack.</summary>
    private bool TryFindRoom(MapRequest request, ulong length, out ulong start)
    {
        start = Page.AlignDown(request.Address);
        if (start >= MinAddress && start <= VmSpace.UserEnd - length && IsFree(start, start + length))
            return true;
        ulong top = request.Has(MapFlags.Low32Bit) ? Low32BitTop : _mapTop;
        return TryFindRoomBelow(top, length, out start) || TryFindRoomBelow(VmSpace.UserEnd, length, out start);
    }

    /// <summary>MAP_32BIT means below 2 GiB.</summary>
    private const ulong Low32BitTop = 1UL << 31;

    private bool TryFindRoomBelow(ulong top, ulong length, out ulong start)
    {
        ulong end = top;
        for (int i = _vmas.FirstEndingAbove(top); i >= -1; i--)
        {
            if (i == _vmas.Count)
                continue;
            ulong floor = i >= 0 ? _vmas[i].End : MinAddress;
            if (end > floor && end - floor >= length)
            {
                start = end - length;
                return true;
            }

            if (i < 0)
                break;
            ulong below = _vmas[i].Start;
            if (_vmas[i].GrowsDown)
                below -= System.Math.Min(below, StackGuardBytes);
            end = System.Math.Min(end, below);
        }

        start = 0;
        return false;
    }

    private Errno CheckLimits(Vma vma, ResourceLimits limits, bool isUnreserved)
    {
        ulong pages = (ulong)vma.PageCount;
        if (pages + (ulong)_mappedPages > limits.Of(Resource.AddressSpace) >> Page.Shift)
            return Errno.ENOMEM;
        if (vma.IsData && pages + (ulong)_dataPages > limits.Of(Resource.Data) >> Page.Shift)
            return Errno.ENOMEM;

        // As Linux' heuristic overcommit does: refuse only what can never be filled.
        if (!isUnreserved && vma is { IsShared: false, IsWritable: true } && vma.Length > LinuxKernel.Current.TotalMemoryBytes)
            return Errno.ENOMEM;
        return Errno.OK;
    }

    /// <summary>Pages a range in ahead of its use, as far as memory and rights allow.</summary>
    internal void Populate(ulong start, ulong length)
    {
        ulong end = start + Page.AlignUp(length);
        for (ulong page = start; page < end; page += Page.Size)
        {
            using var guard = _lock.Lock();
            if (_vmas.Find(page) is not { } vma || vma.Protection == Protection.None || ResolveLocked(vma, page, vma.IsWritable) != Fault.None)
                return;
        }
    }
}
