using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs by which a page gets two owners.</summary>
internal static class Invariant01
{
    private const string Table = "Ostd/Frames/FrameTable.cs", Pool = "Ostd/Frames/FramePool.cs", Segment = "Ostd/Frames/USegment.cs", Frames = "frames";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("claim-takes-any-page", 1, Frames, "A claim succeeds whatever state the page is in: a lying policy gives a page to two owners.", Table,
            "public bool TryClaim(ulong paddr) => _machine.CompareExchangePhys64(SlotOf(paddr) + ReferenceWord, Busy, Unused) == Unused;",
            "public bool TryClaim(ulong paddr) => _machine.ExchangePhys64(SlotOf(paddr) + ReferenceWord, Busy) != Busy;"),
        new("covers-forgets-the-end", 1, Frames, "Only the first page of a policy's answer must be memory: the rest may lie beyond.", Table,
            "Page.IsAligned(paddr) && paddr < _end && pages <= (_end - paddr) >> Page.Shift;",
            "Page.IsAligned(paddr) && paddr < _end && pages != 0;"),
        new("answers-may-be-misaligned", 1, Frames, "A policy's answer in the middle of a page is taken.", Pool,
            "        if (!Table.Covers(paddr, (ulong)pages) || (paddr & (alignment - 1)) != 0)\n", "        if (!Table.Covers(Page.AlignDown(paddr), (ulong)pages))\n"),
        new("check-skips-the-last-page", 1, Frames, "The last page of a policy's answer is not checked.", Pool,
            "        for (int i = 0; i < pages; i++)\n        {\n            if (!Table.TryClaim(paddr + ((ulong)i << Page.Shift)))\n",
            "        for (int i = 0; i < System.Math.Max(1, pages - 1); i++)\n        {\n            if (!Table.TryClaim(paddr + ((ulong)i << Page.Shift)))\n"),
        new("policy-may-re-enter", 1, Frames, "A policy that asks for pages while it answers is not refused.", Pool,
            "        if (_insidePolicy[cpu] != 0)\n", "        if (_insidePolicy[cpu] > 1)\n"),
        new("half-a-stack-stays", 1, "memory", "A kernel stack that lacks a page keeps those that it had got, for ever.", "Ostd/Paging/KernelStackPool.cs",
            "                Unmap(area);\n                throw new OutOfMemoryException();\n", "                throw new OutOfMemoryException();\n"),
        new("slice-shares-without-counting", 1, Frames, "A slice does not count itself on its first page, which is free while the slice lives.", Segment,
            "        int done = 0;\n", "        int done = 1;\n"),
        new("slice-check-overflows", 1, Frames, "The bounds of a slice are added up and wrap around.", Segment,
            "firstPage > Pages - pages)", "unchecked(firstPage + pages) > Pages)"),
        new("count-may-reach-the-special-values", 1, Frames, "One more reference is given out than allowed: counts can come to mean something else.", Table,
            "            if (old >= MaxReferences)\n", "            if (old > MaxReferences)\n"),
        new("unique-despite-other-handles", 1, Frames, "A shared page becomes uniquely owned while others hold it.", Table,
            "_machine.CompareExchangePhys64(SlotOf(paddr) + ReferenceWord, Unique, 1) == 1;",
            "_machine.ExchangePhys64(SlotOf(paddr) + ReferenceWord, Unique) is > 0 and < MaxReferences;"),
        new("dispose-twice-frees-twice", 1, Frames, "Disposing a handle again drops the page's reference again.", "Ostd/Frames/CountedHandle.cs",
            "        if ((old & Disposed) != 0)\n            return;\n        ForgetResource();\n        if (old == 0)\n",
            "        ForgetResource();\n        if ((old & ~Disposed) == 0)\n"),
        new("half-a-slice-stays", 1, Frames, "A slice that fails half-way keeps the references it took: the page is never free again.", Segment,
            "        catch\n        {\n            pool.DropAll(start, done);\n            throw;\n", "        catch\n        {\n            throw;\n"),
        new("last-drop-frees-at-once", 1, Frames, "Dropping the last reference makes a page free before its owner cleaned up.", Table,
            "CompareExchangePhys64(word, old == 1 ? Busy : old - 1, old);", "CompareExchangePhys64(word, old - 1, old);"),
        new("free-page-keeps-its-kind", 1, Frames, "A page that was freed still says what it was: late handles take it for that.", Table,
            "        SetKind(paddr, FrameKind.None);\n", ""),
        new("metadata-is-free-memory", 1, Frames, "The pages of the frame metadata are not claimed at boot.", "Ostd/Frames/MemorySystem.cs",
            "        for (ulong i = 0; i < tablePages; i++)\n", "        for (ulong i = 1; i < tablePages; i++)\n"),
    ];
}
