using System.Collections.Generic;
using System.Linq;
using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;

namespace Verification.Properties.UserSpace;

/// <summary>
/// Large pages. In the map they are pages like others, which differ in this alone: as long as one is whole, what the hardware notes about one of its pages it notes about all. It stays
/// whole until a part of it changes.
/// </summary>
internal sealed partial class VmSpaceProperty
{
    private const int LargePlaces = 6, FirstOfSegment = Frames + DevicePages;

    private readonly USegment _segment = USegment.AllocLarge();

    // First addresses of the large pages that were not split.
    private readonly HashSet<ulong> _whole = [];

    public enum Misfit { Address, Range, Segment, Stale }

    public sealed record MapLarge(int Place, int Flags, int Cache) : Operation;

    /// <summary>Whole large pages, and what lies between.</summary>
    public sealed record UnmapLarge(int First, int Last) : Operation;

    public sealed record ProtectLarge(int First, int Last, int Clear, int Set) : Operation;

    /// <summary>Some pages off the right address, short of the range or of the segment; or a segment that was disposed.</summary>
    public sealed record MapLargeWrongly(int Place, int Pages, Misfit Kind) : Operation;

    /// <summary>On both sides of the borders where operations act; none ends at the end of the user half, whose last page is nobody's.</summary>
    private static ulong LargeAddressOf(int place)
    {
        ulong[] borders = [LargePage.Size, 1UL << 30, 1UL << 39];
        return borders[place / 2] - (place % 2 == 0 ? LargePage.Size : 0UL);
    }

    private static bool IsDevice(int frame) => frame is >= Frames and < FirstOfSegment;

    private void MapLargePage(ulong address, PageProperty property)
    {
        bool isFree = !_map.Keys.Any(a => LargePage.AlignDown(a) == address);
        try
        {
            using VmCursor cursor = _space.Cursor(address, address + LargePage.Size);
            cursor.MapLarge(_segment, property);
            Require(isFree, $"a large page was mapped at {address:x} over something else");
            RequireEqual(address + LargePage.Size, cursor.Address, "address of the cursor after mapping");
        }
        catch (OstdException e) when (e.Error == OstdError.InvalidArgs)
        {
            Require(!isFree, $"mapping a large page at {address:x}, where nothing is mapped, was refused: {e.Message}");
            return;
        }
        for (int i = 0; i < LargePage.Pages; i++)
            _map[address + (ulong)i * PageBytes] = (FirstOfSegment + i, property.Flags, property.Cache);
        _whole.Add(address);
    }

    private void RefuseLarge(ulong address, MapLargeWrongly wrong)
    {
        ulong off = (ulong)wrong.Pages * PageBytes;
        using USegment? part = wrong.Kind is Misfit.Segment or Misfit.Stale ? _segment.Slice(wrong.Pages, LargePage.Pages - wrong.Pages) : null;
        if (wrong.Kind == Misfit.Stale)
            part!.Dispose();
        try
        {
            ulong start = wrong.Kind == Misfit.Address ? address + off : address;
            using VmCursor cursor = _space.Cursor(start, wrong.Kind == Misfit.Range ? address + LargePage.Size - off : address + 2 * (ulong)LargePage.Size);
            cursor.MapLarge(part ?? _segment, default);
            Require(false, $"a large page was mapped although its {wrong.Kind} is wrong");
        }
        catch (OstdException e)
        {
            RequireEqual(wrong.Kind == Misfit.Stale ? OstdError.Stale : OstdError.InvalidArgs, e.Error, $"the error for a large page whose {wrong.Kind} is wrong");
        }
    }

    /// <summary>Of the pages that operations act on, and of some that they do not.</summary>
    private void CompareSegmentReferences()
    {
        foreach (int page in (int[])[0, 1, 2, 3, 255, LargePage.Pages - 2, LargePage.Pages - 1])
        {
            long references = (long)Kernel.Current.Memory.Frames.Table.ReferencesOf(_segment.Paddr + (ulong)page * PageBytes);
            RequireEqual(1L + _map.Values.Count(m => m.Frame == FirstOfSegment + page), references, $"references on page {page} of the segment");
        }
    }
}
