using System.Runtime;

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
/// finally blocks have the reserve to run on. The reserve is closed again when a handler has caught it, or when a trap
/// finds the stack above it.
/// </summary>
internal static unsafe class StackReserve
{
    private const ulong PageSize = 4096;
    private const ulong Present = 1;
    private const ulong AddressMask = 0x000f_ffff_ffff_f000;

    /// <summary>The address lies below the running stack: in its reserve, open or not, or in its guard page.</summary>
    internal static bool IsOverflow(ulong address)
    {
        CpuBlock* cpu = CpuBlock.Current;
        ulong bottom = cpu->Stack.ClosedBottom != 0 ? cpu->Stack.ClosedBottom : cpu->Stack.Bottom;
        return address >= cpu->Stack.Guard && address < bottom;
    }

    /// <summary>Opens the reserve of the running stack, which <paramref name="rsp"/> must be on.</summary>
    internal static bool TryOpen(ulong rsp)
    {
        CpuBlock* cpu = CpuBlock.Current;
        ulong start = cpu->Stack.Guard + PageSize;
        if (cpu->Stack.ClosedBottom != 0 || start >= cpu->Stack.Bottom || rsp < cpu->Stack.Guard || rsp > cpu->Stack.Top)
            return false;

        for (ulong page = start; page < cpu->Stack.Bottom; page += PageSize)
        {
            ulong* entry = PageTableEntry(page);
            if (entry == null || (*entry & AddressMask) == 0)
                return false;
            *entry |= Present;
        }

        cpu->Stack.ClosedBottom = cpu->Stack.Bottom;
        cpu->Stack.Bottom = start;
        return true;
    }

    /// <summary>After a handler has caught something and the stack below it is gone, with interrupts off.</summary>
    [RuntimeExport("asterism_close_reserve")]
    private static void CloseAfterCatch(ulong rsp) => CloseIfAbove(rsp);

    /// <summary>Closes the reserve if it is open and the code that runs, at <paramref name="rsp"/>, does not need it.</summary>
    internal static void CloseIfAbove(ulong rsp)
    {
        CpuBlock* cpu = CpuBlock.Current;
        ulong bottom = cpu->Stack.ClosedBottom;
        if (bottom == 0 || rsp < bottom + PageSize)
            return;

        for (ulong page = cpu->Stack.Bottom; page < bottom; page += PageSize)
        {
            *PageTableEntry(page) &= ~Present;
            Instructions.InvalidatePage(page);
        }

        cpu->Stack.Bottom = bottom;
        cpu->Stack.ClosedBottom = 0;
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
