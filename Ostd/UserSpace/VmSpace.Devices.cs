using System.Collections.Generic;
using Ostd.Io;
using Ostd.Sync;

namespace Ostd.UserSpace;

public sealed partial class VmSpace
{
    // Order: inside a cursor's range; innermost. Protects the list.
    private readonly SpinLock _pinLock = new();

    // Device memory that was ever mapped here, each held by one use.
    private readonly List<IoMem> _pinned = [];

    /// <summary>Keeps device memory taken for as long as the space exists. The caller is inside a use of it.</summary>
    internal void Pin(IoMem memory)
    {
        using var guard = _pinLock.Lock();
        if (_pinned.Contains(memory))
            return;
        _pinned.Add(memory);
        memory.BeginUse();
    }

    private void UnpinAll()
    {
        foreach (IoMem memory in _pinned)
            memory.EndUse();
    }
}
