using Ostd.Frames;
using Services.Futexes;

namespace Services.Memory;

public sealed partial class AddressSpace
{
    /// <summary>The identity of a word that processes may share: its place in the file behind it, when the mapping is shared.</summary>
    internal bool TryFindSharedWord(ulong address, ref FutexKey key)
    {
        using var guard = _lock.Lock();
        if (_vmas.Find(address) is not { } vma)
            return false;
        if (vma is { IsShared: true, File: { } file })
            key = new FutexKey(file.Pages, ((ulong)vma.PageIndex(address) << Page.Shift) + (address & (Page.Size - 1)));
        return true;
    }

    /// <summary>Locked compare-exchange on a user word; false on a fault.</summary>
    internal bool TryCompareExchange(ulong address, uint value, uint comparand, out uint old) => _pages.TryCompareExchange(address, value, comparand, out old);
}
