using System.Runtime.CompilerServices;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Frames;

/// <summary>
/// The frame metadata: one 64-byte slot for every physical page below the end of RAM, in raw physical memory claimed at boot.
/// It alone says what a page is; every policy's answer and every client's address is checked against it.
/// </summary>
/// <remarks>
/// The first word of a slot is the reference word, a state machine that is moved by compare-and-swap only:
/// <code>
///   unused ──TryClaim──► busy ──PublishShared──► shared(1) ⇄ shared(n)
///     ▲                  │ ▲                        │
///     └────FreeBusy──────┘ └────TryDrop (last)──────┘
///                        └──PublishUnique──► unique ──TryClose──► busy
///                                            unique ──TryShare──► shared(1) ──TryUnshare──► unique
/// </code>
/// Busy belongs to exactly one CPU, which may change the rest of the slot. So a page whose last owner is still cleaning up cannot be
/// acquired: a claim needs unused, and another reference needs shared.
/// <para>Checked by: FrameProperty, FrameScenarios, and the predicate of invariant 1.</para>
/// </remarks>
internal sealed class FrameTable(Machine machine, ulong slots, ulong pageCount)
{
    public const int SlotSize = 64;
    public const int SlotShift = 6;

    /// <summary>Offsets in a slot. The kind word's upper bytes and the payload (24 bytes) mean something for each kind of its own.</summary>
    public const int ReferenceWord = 0, KindWord = 8, Payload = 24;

    /// <summary>
    /// Two words with one meaning for ever, whatever the page is, because handles that are out of date may still try to change them: the state of a
    /// slab (see Heap.SlabTable), and the heap policy's own links.
    /// </summary>
    public const int SlabState = 16, PolicyLinks = 48;

    /// <summary>In the kind word of an untyped page: a device can reach it.</summary>
    public const ulong Lent = 1 << 8;

    public const ulong Unused = 0;
    public const ulong Busy = ulong.MaxValue;
    public const ulong Unique = ulong.MaxValue - 1;

    /// <summary>More references than this are refused, long before the count could reach a special value.</summary>
    public const ulong MaxReferences = int.MaxValue;

    private readonly Machine _machine = machine;
    private readonly ulong _slots = slots;
    private readonly ulong _end = pageCount << Page.Shift;

    /// <summary>First physical address above every page with a slot.</summary>
    public ulong End => _end;

    public ulong PageCount => _end >> Page.Shift;

    /// <summary>Physical address of the slot array.</summary>
    public ulong Slots => _slots;

    /// <summary>Whether [paddr, paddr + pages) lies below <see cref="End"/> and is page aligned. Cannot overflow.</summary>
    public bool Covers(ulong paddr, ulong pages) =>
        Page.IsAligned(paddr) && paddr < _end && pages <= (_end - paddr) >> Page.Shift;

    /// <summary>Physical address of the slot of a page below <see cref="End"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong SlotOf(ulong paddr) => _slots + (paddr >> Page.Shift << SlotShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong PageOf(ulong slot) => (slot - _slots) >> SlotShift << Page.Shift;

    // ---- The reference word ----------------------------------------------------------------------------------

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReferencesOf(ulong paddr) => _machine.LoadPhys64(SlotOf(paddr) + ReferenceWord, MemoryOrder.Relaxed);

    /// <summary>unused → busy. False: somebody uses the page.</summary>
    public bool TryClaim(ulong paddr) => _machine.CompareExchangePhys64(SlotOf(paddr) + ReferenceWord, Busy, Unused) == Unused;

    /// <summary>busy → shared(1). The caller owns the busy state and has set the payload.</summary>
    public void PublishShared(ulong paddr, FrameKind kind)
    {
        SetKind(paddr, kind);
        _machine.StorePhys64(SlotOf(paddr) + ReferenceWord, 1, MemoryOrder.Release);
    }

    /// <summary>busy → unique.</summary>
    public void PublishUnique(ulong paddr, FrameKind kind) => PublishUnique(paddr, (ulong)kind);

    /// <summary>busy → unique, with the upper bytes of the kind word.</summary>
    public void PublishUnique(ulong paddr, ulong kindWord)
    {
        _machine.StorePhys64(SlotOf(paddr) + KindWord, kindWord, MemoryOrder.Release);
        _machine.StorePhys64(SlotOf(paddr) + ReferenceWord, Unique, MemoryOrder.Release);
    }

    /// <summary>unique → busy. False: the page is not uniquely owned (any more).</summary>
    public bool TryClose(ulong paddr) => _machine.CompareExchangePhys64(SlotOf(paddr) + ReferenceWord, Busy, Unique) == Unique;

    /// <summary>unique → shared(1). False: the page is not uniquely owned.</summary>
    public bool TryShare(ulong paddr) => _machine.CompareExchangePhys64(SlotOf(paddr) + ReferenceWord, 1, Unique) == Unique;

    /// <summary>shared(1) → unique, for the owner of the one reference. False: there are others.</summary>
    public bool TryUnshare(ulong paddr) => _machine.CompareExchangePhys64(SlotOf(paddr) + ReferenceWord, Unique, 1) == 1;

    /// <summary>busy → unused. What the slot said before is gone when the page can be claimed again.</summary>
    public void FreeBusy(ulong paddr)
    {
        SetKind(paddr, FrameKind.None);
        _machine.StorePhys64(SlotOf(paddr) + ReferenceWord, Unused, MemoryOrder.Release);
    }

    /// <summary>shared(n) → shared(n + 1), for somebody who holds one of the n already, or found the page and does not know.</summary>
    public AcquireResult TryAcquire(ulong paddr)
    {
        ulong word = SlotOf(paddr) + ReferenceWord;
        ulong old = _machine.LoadPhys64(word, MemoryOrder.Relaxed);
        while (true)
        {
            if (old is Unused or Busy or Unique)
                return AcquireResult.NotShared;
            if (old >= MaxReferences)
                return AcquireResult.TooMany;
            ulong seen = _machine.CompareExchangePhys64(word, old + 1, old);
            if (seen == old)
                return AcquireResult.Acquired;
            old = seen;
        }
    }

    /// <summary>
    /// shared(n) → shared(n - 1), or shared(1) → busy: then true, and the caller cleans up and calls <see cref="FreeBusy"/>.
    /// The caller held one of the n.
    /// </summary>
    public bool TryDrop(ulong paddr)
    {
        ulong word = SlotOf(paddr) + ReferenceWord;
        ulong old = _machine.LoadPhys64(word, MemoryOrder.Relaxed);
        while (true)
        {
            if (old is Unused or Busy or Unique)
                Panics.Panic.Stop("A page that has no shared references was dropped (frame reference counting).");
            ulong seen = _machine.CompareExchangePhys64(word, old == 1 ? Busy : old - 1, old);
            if (seen == old)
                return old == 1;
            old = seen;
        }
    }

    // ---- The rest of the slot --------------------------------------------------------------------------------

    /// <summary>What the page is. The caller holds a reference, so that it does not change.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FrameKind KindOf(ulong paddr) => (FrameKind)(byte)_machine.ReadPhys64(SlotOf(paddr) + KindWord);

    public void SetKind(ulong paddr, FrameKind kind) => _machine.StorePhys64(SlotOf(paddr) + KindWord, (ulong)kind, MemoryOrder.Release);

    /// <summary>
    /// Marks an untyped page as lent to a device. The caller holds a reference, and keeps it until <see cref="Unmark"/>. False: it is lent already, or not untyped.
    /// </summary>
    public bool TryMarkLent(ulong paddr) =>
        _machine.CompareExchangePhys64(SlotOf(paddr) + KindWord, (ulong)FrameKind.Untyped | Lent, (ulong)FrameKind.Untyped) == (ulong)FrameKind.Untyped;

    public void Unmark(ulong paddr)
    {
        if (_machine.CompareExchangePhys64(SlotOf(paddr) + KindWord, (ulong)FrameKind.Untyped, (ulong)FrameKind.Untyped | Lent) != ((ulong)FrameKind.Untyped | Lent))
            Panics.Panic.Stop("A page that comes back from a device must be untyped and lent to one.");
    }

    /// <summary>The kind and what the upper bytes say, of any page: a hint for who holds no reference on it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong KindWordOf(ulong paddr) => _machine.LoadPhys64(SlotOf(paddr) + KindWord, MemoryOrder.Acquire);
}

internal enum AcquireResult { Acquired, NotShared, TooMany }
