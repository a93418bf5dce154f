using System;
using Ostd.Frames;

namespace Ostd.UserSpace;

/// <summary>
/// An exclusive cursor over a range of a <see cref="VmSpace"/>. Holding it proves that nobody else edits the range. Dispose it:
/// until then others wait, and flushed frames are released only then. While it lives the task is in atomic mode: it may not sleep.
/// </summary>
public ref struct VmCursor
{
    /// <summary>The page the next operation acts on.</summary>
    public readonly ulong Address => throw null!;

    /// <summary>Moves to a page-aligned address inside the range.</summary>
    public void Jump(ulong address) => throw null!;

    /// <summary>What is mapped at the cursor: a new handle on the frame, which the caller disposes. False when nothing is. The cursor stays.</summary>
    public bool TryQuery(out UFrame? frame, out PageProperty property) => throw null!;

    /// <summary>Like TryQuery without making a handle.</summary>
    public bool TryQueryProperty(out PageProperty property) => throw null!;

    /// <summary>Moves to the next mapped page within <paramref name="length"/> bytes; false (cursor at the end of that part) when there is none.</summary>
    public bool TryFindNext(ulong length) => throw null!;

    /// <summary>Maps <paramref name="frame"/> at the cursor (the mapping takes a reference of its own; the caller keeps its handle) and moves on one page.</summary>
    /// <exception cref="OstdException">Something is mapped there already.</exception>
    public void Map(UFrame frame, PageProperty property) => throw null!;

    /// <summary>Removes every mapping in the next <paramref name="length"/> bytes and moves past them. The frames are released after the flush. Returns pages unmapped.</summary>
    public long Unmap(ulong length) => throw null!;

    /// <summary>Changes the flags of every mapped page in the next <paramref name="length"/> bytes to flags &amp; ~clear | set and moves past them. Returns pages changed.</summary>
    public long Protect(ulong length, PageFlags clear, PageFlags set) => throw null!;

    /// <summary>Flushes what was changed from the TLBs of every CPU that may hold it, and waits. Dispose does it too.</summary>
    public void Flush() => throw null!;

    public void Dispose() => throw null!;
}
