using System.Runtime.CompilerServices;
using Ostd.Paging;
using Ostd.Seam;

namespace Ostd.Heap;

/// <summary>References as addresses, and back: on the metal only, where objects lie in memory that this heap knows.</summary>
internal static class ObjectHeader
{
    /// <summary>The object is released: the collector need not look after it.</summary>
    // SAFETY (of both methods): 1. called on the metal only, where a reference is the address of the type word; 2. the header word before
    // it is the heap's, and lies in the linear map; 3. nothing moves.
    public static void ClearFinalizable(object handle)
    {
        Machine machine = Root.Machine;
        ulong paddr = Unsafe.As<object, ulong>(ref handle) - SlotHeader.ReferenceOffset - KernelLayout.LinearBase;
        ulong old = machine.ReadPhys64(paddr);
        // Others may set the object's hash in the same word.
        while (machine.CompareExchangePhys64(paddr, old & ~SlotHeader.Finalizable, old) is var seen && seen != old)
            old = seen;
    }

    /// <summary>The object at an address that the collector took from a reference.</summary>
    public static Reclaimable FromAddress(ulong reference) => Unsafe.As<ulong, Reclaimable>(ref reference);
}
