using System.Runtime;
using System.Runtime.CompilerServices;

namespace Metal;

/// <summary>
/// Memory for what is allocated before the framework's heap is up: a piece of RAM behind the image, handed out from the
/// bottom up and never taken back. The objects in it live for ever; the collector takes them for roots.
/// </summary>
internal static unsafe class BootHeap
{
    private static byte* s_start;
    private static byte* s_next;
    private static byte* s_end;
    private static byte* s_firstObject;

    internal static ulong FirstObject => (ulong)s_firstObject;
    internal static ulong Start => (ulong)s_start;
    internal static ulong Used => (ulong)s_next;
    internal static ulong End => (ulong)s_end;

    /// <summary>Takes the memory [<paramref name="start"/>, <paramref name="end"/>), by linear-map address, 16-byte aligned.</summary>
    internal static void Initialize(byte* start, byte* end)
    {
        s_start = start;
        s_next = start;
        s_end = end;
    }

    /// <summary>Memory for an object. All objects lie behind everything else, one behind the other.</summary>
    internal static byte* AllocateObject(nuint size)
    {
        if (s_firstObject == null)
            s_firstObject = s_next;
        return Allocate(size);
    }

    /// <summary>Zeroed memory aligned to 16 bytes, or null when there is no more.</summary>
    internal static byte* Allocate(nuint size)
    {
        nuint rounded = (size + 15) & ~(nuint)15;
        if (rounded < size || rounded > (nuint)(s_end - s_next))
            return null;
        byte* block = s_next;
        s_next += rounded;
        Fill(block, 0, rounded);
        return block;
    }

    [RuntimeImport("*", "memory_fill"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Fill(byte* destination, byte value, nuint length);
}
