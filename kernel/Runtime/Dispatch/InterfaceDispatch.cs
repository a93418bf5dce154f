using System;
using System.Runtime;

namespace Internal.Runtime;

/// <summary>
/// Interface calls. A call site jumps through its cell to the stub in kernel/Boot/runtime-dispatch.S, which compares the
/// type of <c>this</c> with the one the cell remembers, then asks <see cref="DispatchCache"/>, and only then comes here.
/// </summary>
/// <remarks>
/// A cell is two words. The first is the stub's address and never changes. The second starts as the interface and later
/// points at the cache entry of a type seen at this site. It is replaced whole, so a CPU that calls while another one
/// resolves sees the old state or the new, both of which work. Cells of one slot follow each other; a cell whose first
/// word is zero ends them and tells the slot.
/// </remarks>
internal static unsafe class InterfaceDispatch
{
    /// <summary>Low bits of a cell's second word while it still names the interface, relative to itself.</summary>
    private const nint UnresolvedMask = 3;

    private const int CellWords = 2;

    /// <summary>The code that a call through the cell reaches for an object. Remembered for the next calls.</summary>
    [RuntimeExport("AsterismResolveDispatch")]
    internal static nint Resolve(MethodTable* type, nint* cell)
    {
        ReadCell(cell, out MethodTable* interfaceType, out int slot);
        DispatchCacheEntry* entry = DispatchCache.Find(type, interfaceType, slot);
        if (entry == null)
        {
            nint code = MethodResolver.Resolve(type, interfaceType, slot);
            entry = DispatchCache.Add(type, interfaceType, slot, code);
            if (entry == null)
                return code;
        }

        cell[1] = (nint)entry;
        return entry->Code;
    }

    /// <summary>For delegates to interface methods: the method is looked up once, when the delegate is made.</summary>
    [RuntimeExport("RhpResolveInterfaceMethod")]
    internal static nint ResolveMethod(object target, nint cell) => Resolve(target.m_pEEType, (nint*)cell);

    private static void ReadCell(nint* cell, out MethodTable* interfaceType, out int slot)
    {
        nint state = cell[1];
        if ((state & UnresolvedMask) == 0)
        {
            DispatchCacheEntry* entry = (DispatchCacheEntry*)state;
            interfaceType = entry->Interface;
            slot = entry->Slot;
            return;
        }

        interfaceType = (MethodTable*)((byte*)&cell[1] + (int)(state & ~UnresolvedMask));
        nint* terminator = cell;
        while (terminator[0] != 0)
            terminator += CellWords;

        slot = (ushort)terminator[1];
    }
}
