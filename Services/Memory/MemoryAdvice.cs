using Services.Linux;

namespace Services.Memory;

/// <summary>MADV_* of madvise.</summary>
internal static class MemoryAdvice
{
    private const int NORMAL = 0, RANDOM = 1, SEQUENTIAL = 2, WILLNEED = 3, DONTNEED = 4, FREE = 8, DONTFORK = 10, DOFORK = 11, MERGEABLE = 12, UNMERGEABLE = 13,
        HUGEPAGE = 14, NOHUGEPAGE = 15, DONTDUMP = 16, DODUMP = 17, WIPEONFORK = 18, KEEPONFORK = 19, COLD = 20, PAGEOUT = 21, POPULATE_READ = 22, POPULATE_WRITE = 23;

    public static bool IsKnown(int advice) => advice is NORMAL or RANDOM or SEQUENTIAL or WILLNEED or DONTNEED or FREE or (>= DONTFORK and <= POPULATE_WRITE);

    /// <summary>ENOMEM when part of [start, end) is not mapped.</summary>
    public static Errno Apply(AddressSpace space, ulong start, ulong end, int advice)
    {
        switch (advice)
        {
            case DONTNEED:
            // Freed at once: a program cannot count on the contents after either.
            case FREE:
                return space.Discard(start, end);
            case DONTFORK:
                return space.Mark(start, end, static v => v with { IsKeptFromForks = true });
            case DOFORK:
                return space.Mark(start, end, static v => v with { IsKeptFromForks = false });
            case WIPEONFORK:
                return space.Mark(start, end, static v => v with { IsWipedByForks = v.File is null });
            case KEEPONFORK:
                return space.Mark(start, end, static v => v with { IsWipedByForks = false });
            case POPULATE_READ or POPULATE_WRITE:
                space.Populate(start, end - start);
                break;
        }

        return space.IsWhole(start, end) ? Errno.OK : Errno.ENOMEM;
    }
}
