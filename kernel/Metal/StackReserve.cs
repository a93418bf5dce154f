namespace Metal;

/// <summary>
/// What lets a kernel stack overflow be an exception instead of the end. Below every kernel stack lie a few pages that have
/// frames but are not present, and below them a guard page that has none:
/// <code>
///   guard page | reserve (closed) | stack ... top
///   StackGuard   StackGuard+4K      StackBottom
/// </code>
/// The first trap that finds no room above the bottom opens the reserve (sets the present bits) and lowers the bottom.
/// An access below the bottom while the reserve is closed is an overflow: it becomes an exception, whose handlers and
/// finally blocks have the reserve to run on. The reserve is closed again when a trap finds the stack above it.
/// </summary>
internal static unsafe class StackReserve
{
    private const ulong PageSize = 4096;
    private const ulong Present = 1;
    private const ulong AddressMask = 0x000f_ffff_ffff_f000;

    /// <summary>The faulting address lies in what was, until a moment ago, the closed reserve of the running stack.</summary>
    internal static bool IsOverflow(ulong address)
    {
        CpuBlock* cpu = CpuBlock.Current;
        return cpu->ClosedBottom != 0 && address >= cpu->StackGuard && address < cpu->ClosedBottom;
    }

    /// <summary>Opens the reserve of the running stack, which <paramref name="rsp"/> must be on.</summary>
    internal static bool TryOpen(ulong rsp)
    {
        CpuBlock* cpu = CpuBlock.Current;
        ulong start = cpu->StackGuard + PageSize;
        if (cpu->ClosedBottom != 0 || start >= cpu->StackBottom || rsp < cpu->StackGuard || rsp > cpu->StackTop)
            return false;

        for (ulong page = start; page < cpu->StackBottom; page += PageSize)
        {
            ulong* entry = PageTableEntry(page);
            if (entry == null || (*entry & AddressMask) == 0)
                return false;
            *entry |= Present;
        }

        cpu->ClosedBottom = cpu->StackBottom;
        cpu->StackBottom = start;
        return true;
    }

    /// <summary>Closes the reserve if it is open and the code that runs, at <paramref name="rsp"/>, does not need it.</summary>
    internal static void CloseIfAbove(ulong rsp)
    {
        CpuBlock* cpu = CpuBlock.Current;
        ulong bottom = cpu->ClosedBottom;
        if (bottom == 0 || rsp < bottom + PageSize)
            return;

        for (ulong page = cpu->StackBottom; page < bottom; page += PageSize)
        {
            *PageTableEntry(page) &= ~Present;
            Instructions.InvalidatePage(page);
        }

        cpu->StackBottom = bottom;
        cpu->ClosedBottom = 0;
    }

    /// <summary>The last-level entry for a kernel address, or null when there is none.</summary>
    private static ulong* PageTableEntry(ulong address)
    {
        ulong table = Instructions.ReadCr3() & AddressMask;
        for (int shift = 39; shift > 12; shift -= 9)
        {
            ulong entry = ((ulong*)AddressSpace.Linear(table))[(address >> shift) & 511];
            const ulong large = 0x80;
            if ((entry & Present) == 0 || (entry & large) != 0)
                return null;
            table = entry & AddressMask;
        }

        return (ulong*)AddressSpace.Linear(table) + ((address >> 12) & 511);
    }
}
