using Ostd.Paging;
using Ostd.Panics;

namespace Ostd.Heap;

/// <summary>
/// Handles on resources (see <see cref="Seam.Reclaimable"/>) that nobody can reach any more: they are brought back to life, with what they refer to, and wait
/// in a list until task context releases their resources.
/// </summary>
internal sealed partial class Collector
{
    // Order: after _lock. Protects both lists outside collections.
    private HeapLock _listLock = new();

    /// <summary>Every finalizable object, alive or not: this list keeps nothing alive.</summary>
    private readonly AddressList _finalizable;

    /// <summary>Those that were dropped: roots until they are taken.</summary>
    private readonly AddressList _dropped;

    /// <summary>Watches a new block (physical address). False: no memory for it.</summary>
    public bool TryAddFinalizable(ulong block)
    {
        _listLock.Enter(_kernel);
        bool added = _finalizable.TryAdd(block + KernelLayout.LinearBase);
        _listLock.Exit();
        return added;
    }

    /// <summary>The reference of a dropped object, which is the caller's now; 0 when there is none. Interrupts are disabled.</summary>
    public ulong TakeDropped()
    {
        _listLock.Enter(_kernel);
        ulong block = _dropped.TakeLast();
        _listLock.Exit();
        return block == 0 ? 0 : block + SlotHeader.ReferenceOffset;
    }

    private void MarkDropped()
    {
        for (AddressList.Position at = _dropped.First(); at.IsValid; at = _dropped.Next(at))
            MarkReference(_dropped[at] + SlotHeader.ReferenceOffset);
    }

    /// <summary>After everything reachable was marked: finds the dropped ones, all of them before any is brought back, so that one that refers to another drops both.</summary>
    private void ResurrectDropped()
    {
        AddressList.Position at = _finalizable.First();
        while (at.IsValid)
        {
            ulong block = _finalizable[at];
            ulong header = _machine.ReadKernel64(block);
            bool isLive = (header & LiveColour) != 0;
            bool isWatched = SlotHeader.IsObject(header) && (header & SlotHeader.Finalizable) != 0;
            if (isLive && isWatched)
            {
                at = _finalizable.Next(at);
                continue;
            }
            // Released by its owner, or dropped. Without memory to remember it, it is simply kept for another time.
            if (!isWatched || _dropped.TryAdd(block))
            {
                if (isWatched)
                    _machine.WriteKernel64(block, header & ~SlotHeader.Finalizable);
                at = _finalizable.Remove(at);
                continue;
            }
            MarkReference(block + SlotHeader.ReferenceOffset);
            at = _finalizable.Next(at);
        }
        MarkDropped();
        Drain();
    }
}
