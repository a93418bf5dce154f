using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Services.Policies;
using Verification.Checking;

namespace Verification.Properties.Policies;

/// <summary>
/// The default policy for pages against a set of page numbers: what it hands out was free, is aligned and contiguous; what comes back, in whatever parts, joins again.
/// </summary>
internal sealed class BuddyAllocatorProperty : PropertyRun<BuddyAllocatorProperty.Operation>
{
    /// <summary>What the policy has: not aligned to anything, and with a hole.</summary>
    private const int First = 301, Pages = 1500, HoleStart = 900, HoleEnd = 907;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "The buddy allocator hands out only free pages, aligned, and everything joins again",
        [], "policies",
        Gen.Frequency(
            (4, from order in Gen.Choose(0, 8) from pages in Gen.Choose(1, 1 << order) from shift in Gen.Choose(0, 6) select (Operation)new Alloc(pages, shift)),
            (3, from which in Gen.Choose(0, 99) from part in Gen.Choose(1, 256) select (Operation)new Free(which, part)),
            (1, Gen.Constant((Operation)new AllocTooMuch()))),
        static () => new BuddyAllocatorProperty(new BuddyAllocator()),
        new PropertyOptions { Sequences = 60, MaxLength = 200 },
        control: static () => new BuddyAllocatorProperty(new ForgetsAlignment()));

    private readonly Ostd.Frames.IFrameAllocator _policy;
    private readonly HashSet<ulong> _free = [];
    private readonly List<(ulong Start, int Pages)> _live = [];

    private BuddyAllocatorProperty(Ostd.Frames.IFrameAllocator policy)
    {
        _policy = policy;
        Add(First, HoleStart);
        Add(HoleEnd, First + Pages);
    }

    public abstract record Operation;

    public sealed record Alloc(int Pages, int AlignmentShift) : Operation;

    /// <summary>Gives the first <paramref name="Part"/> pages of a live block back, or all of it when it has fewer.</summary>
    public sealed record Free(int Which, int Part) : Operation;

    public sealed record AllocTooMuch : Operation;

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Alloc alloc:
                Allocate(alloc.Pages, 4096UL << alloc.AlignmentShift);
                break;
            case Free free when _live.Count > 0:
                GiveBack(free.Which % _live.Count, free.Part);
                break;
            case AllocTooMuch:
                Require(_policy.Alloc(Pages + 1, 4096) is null, "more pages were handed out than there are");
                break;
        }
        RequireEqual(_free.Count, _policy.FreePages, "free pages");
    }

    public override void End()
    {
        while (_live.Count > 0)
            GiveBack(0, int.MaxValue);
        RequireEqual(_free.Count, _policy.FreePages, "free pages after everything came back");
        Require(_policy.Alloc(512, 512 * 4096) is 1024 * 4096, "the only block of 512 pages, at page 1024, did not join again");
    }

    private void Allocate(int pages, ulong alignment)
    {
        if (_policy.Alloc(pages, alignment) is not ulong start)
        {
            Require(pages > 1 || alignment > 4096 || _free.Count == 0, "a single page was refused although one is free");
            return;
        }
        Require(start % alignment == 0, $"{start:x} is not a multiple of {alignment:x}");
        for (int i = 0; i < pages; i++)
            Require(_free.Remove(start / 4096 + (ulong)i), $"page {start / 4096 + (ulong)i:x} was handed out, which is not free");
        _live.Add((start, pages));
    }

    private void GiveBack(int index, int part)
    {
        (ulong start, int pages) = _live[index];
        part = System.Math.Min(part, pages);
        _policy.Dealloc(start, part);
        for (int i = 0; i < part; i++)
            _free.Add(start / 4096 + (ulong)i);
        if (part == pages)
            _live.RemoveAt(index);
        else
            _live[index] = (start + (ulong)part * 4096, pages - part);
    }

    private void Add(int from, int to)
    {
        _policy.AddFreeMemory((ulong)from * 4096, (ulong)(to - from));
        _free.UnionWith(Enumerable.Range(from, to - from).Select(page => (ulong)page));
    }

    /// <summary>The control: asks the real one for less than it was asked for.</summary>
    private sealed class ForgetsAlignment : Ostd.Frames.IFrameAllocator
    {
        private readonly BuddyAllocator _real = new();

        public long FreePages => _real.FreePages;
        public ulong? Alloc(int pages, ulong alignment) => _real.Alloc(pages, 4096);
        public void Dealloc(ulong paddr, int pages) => _real.Dealloc(paddr, pages);
        public void AddFreeMemory(ulong paddr, ulong pages) => _real.AddFreeMemory(paddr, pages);
    }
}
