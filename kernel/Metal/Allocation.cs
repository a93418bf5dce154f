using System.Runtime;

namespace Metal;

/// <summary>Where blocks for objects come from: what the runtime calls when the CPU's free lists do not help.</summary>
internal static unsafe class Allocation
{
    private const ulong Allocated = 1;
    private const ulong Finalizable = 4;

    /// <summary>A zeroed block whose header is set, or null when there is no memory.</summary>
    [RuntimeExport("AsterismAllocate")]
    private static byte* Allocate(nuint size, uint flags)
    {
        byte* block = BootHeap.Allocate(size);
        if (block != null)
            *(ulong*)block = Allocated | ((flags & 1) != 0 ? Finalizable : 0);
        return block;
    }
}
