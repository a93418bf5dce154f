using System.Runtime;
using Ostd.Seam;

namespace Metal;

/// <summary>Where blocks for objects come from: what the runtime calls when the CPU's free lists do not help. The framework's heap, once it has a policy.</summary>
internal static unsafe class Allocation
{
    private const ulong Allocated = 1;
    private const ulong Finalizable = 4;

    // Not a reference: objects are made before static references may be read.
    private static bool s_isHeapReady;

    internal static void UseHeap() => s_isHeapReady = true;

    /// <summary>A zeroed block whose header is set, or null when there is no memory.</summary>
    [RuntimeExport("AsterismAllocate")]
    private static byte* Allocate(nuint size, uint flags)
    {
        if (s_isHeapReady)
            return (byte*)Root.Kernel.Memory.Heap.Allocate(size, flags);
        byte* block = BootHeap.AllocateObject(size);
        if (block != null)
            *(ulong*)block = Allocated | ((flags & 1) != 0 ? Finalizable : 0);
        return block;
    }
}
