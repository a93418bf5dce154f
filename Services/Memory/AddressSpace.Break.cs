using System.Collections.Generic;
using Ostd.Frames;
using Services.Processes;

namespace Services.Memory;

/// <summary>The heap that brk moves the end of.</summary>
public sealed partial class AddressSpace
{
    private ulong _breakStart;
    private ulong _break;

    /// <summary>Where the heap begins; set once, when a program is loaded.</summary>
    internal void StartBreak(ulong address) => _break = _breakStart = address;

    /// <summary>brk(2): moves the end, and returns where it is now (the old end when it cannot be moved there).</summary>
    internal ulong SetBreak(ulong end, ResourceLimits limits)
    {
        var dropped = new List<MappedFile>();
        using var guard = _lock.Lock();
        if (end < _breakStart || end > HighestBreak || end - _breakStart > limits.Of(Resource.Data))
            return _break;
        ulong oldTop = Page.AlignUp(_break);
        ulong newTop = Page.AlignUp(end);
        if (newTop < oldTop)
        {
            // The heap is anonymous memory: no file is dropped.
            RemoveLocked(newTop, oldTop, dropped);
        }
        else if (newTop > oldTop)
        {
            // Leave the page above free, so that running off the heap faults.
            if (!IsFree(oldTop, newTop + Page.Size))
                return _break;
            var request = new MapRequest(oldTop, newTop - oldTop, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed) { Label = "[heap]" };
            if (MapLocked(request, limits, dropped) < 0)
                return _break;
        }

        return _break = end;
    }

    private const ulong HighestBreak = Ostd.UserSpace.VmSpace.UserEnd - 2 * Page.Size;
}
