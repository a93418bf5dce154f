namespace Ostd.Frames;

/// <summary>
/// Policy: which free pages to hand out. The framework checks every answer against its own metadata, so a wrong answer cannot
/// break memory safety. Called with interrupts disabled, from any context; must not allocate objects, sleep or throw.
/// </summary>
public interface IFrameAllocator
{
    /// <summary>Start of <paramref name="pages"/> free contiguous pages aligned to <paramref name="alignment"/> bytes (a power of two ≥ 4096), or null when there are none.</summary>
    ulong? Alloc(int pages, ulong alignment);

    /// <summary>Takes pages back. Parts of one allocation may come back in any order and size.</summary>
    void Dealloc(ulong paddr, int pages);

    /// <summary>Boot only: a range of memory that nobody uses. Ranges do not overlap.</summary>
    void AddFreeMemory(ulong paddr, ulong pages);

    /// <summary>Free pages now, for reports.</summary>
    long FreePages { get; }
}
