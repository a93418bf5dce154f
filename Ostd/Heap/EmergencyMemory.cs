using Ostd.Frames;
using Ostd.Seam;

namespace Ostd.Heap;

/// <summary>Set aside at boot for the last report: handed out from the front, zeroed, and never taken back.</summary>
internal sealed class EmergencyMemory
{
    private const int Pages = 16;

    private readonly ulong _end;
    private ulong _next;

    public EmergencyMemory(Machine machine, FramePool pool)
    {
        if (!pool.TryClaimFree(Pages, Page.Size, out _next))
            Panics.Panic.Stop("There is no memory for the heap to start with.");
        for (int i = 0; i < Pages; i++)
            pool.Table.PublishUnique(_next + (ulong)i * Page.Size, FrameKind.Metadata);
        machine.FillPhys(_next, 0, Pages * Page.Size);
        _end = _next + Pages * Page.Size;
    }

    /// <summary>Physical address of so many bytes; 0 when nothing is left.</summary>
    public ulong Take(ulong size)
    {
        ulong rounded = (size + 15) & ~15UL;
        if (size > Pages * Page.Size || rounded > _end - _next)
            return 0;
        ulong block = _next;
        _next += rounded;
        return block;
    }
}
