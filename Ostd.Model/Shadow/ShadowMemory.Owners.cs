using System.Collections.Generic;
using System.Diagnostics;
using Ostd.Frames;
using Ostd.Heap;

namespace Ostd.Model.Shadow;

/// <summary>Who owns pages and slots: the state machines of their words, followed from outside.</summary>
internal sealed partial class ShadowMemory
{
    /// <summary>From now on: the framework has its frame table, and what it says at this moment is the beginning.</summary>
    private void Begin(FrameTable table)
    {
        _pages = new ShadowPage[table.PageCount];
        for (ulong i = 0; i < table.PageCount; i++)
        {
            ulong slot = table.Slots + (i << FrameTable.SlotShift);
            var page = new ShadowPage
            {
                Reference = _machine.Memory.Read64(slot + FrameTable.ReferenceWord),
                KindWord = _machine.Memory.Read64(slot + FrameTable.KindWord),
            };
            if (page.Reference != FrameTable.Unused)
                page.NoteWritten(0, Page.Size);
            _pages[i] = page;
        }
        _table = table;
        CheckAllTables();
    }

    private void AfterReference(int cpu, ulong paddr, ulong after, bool isExchange)
    {
        ShadowPage page = PageAt(paddr);
        ulong before = page.Reference;
        if (before == after)
            return;
        bool isCount = before is > FrameTable.Unused and <= FrameTable.MaxReferences && after is > FrameTable.Unused and <= FrameTable.MaxReferences;
        bool allowed = (before, after) switch
        {
            (FrameTable.Unused, FrameTable.Busy) => isExchange,
            (FrameTable.Busy, FrameTable.Unused or FrameTable.Unique or 1) => true,
            (FrameTable.Unique or 1, FrameTable.Busy) => isExchange,
            (FrameTable.Unique, 1) or (1, FrameTable.Unique) => isExchange,
            _ => isCount && isExchange && (after == before + 1 || after == before - 1),
        };
        if (!allowed)
        {
            Report(UndefinedBehaviour.TwoOwners,
                $"the reference word of page {paddr:x} ({KindOf(page)}) goes from {StateOf(before)} to {StateOf(after)}{(isExchange ? "" : " by a plain store")}, which its state machine does not have", page);
        }
        page.Reference = after;
        if (before == FrameTable.Unused)
        {
            page.ForgetContents();
            page.Last = NewHandover("claimed", cpu);
        }
        else if (after == FrameTable.Unused)
        {
            page.Last = NewHandover("freed", cpu);
        }
    }

    private void AfterKind(ulong paddr, ulong after)
    {
        ShadowPage page = PageAt(paddr);
        if (page.KindWord == after)
            return;
        // The bit that says whether devices reach an untyped page changes while it has owners.
        if (page.Reference != FrameTable.Busy && (page.KindWord ^ after) != FrameTable.Lent)
            Report(UndefinedBehaviour.TypeConfusion, $"page {paddr:x} becomes {(FrameKind)(byte)after} while it is {KindOf(page)} and somebody has it ({StateOf(page.Reference)})", page);
        page.KindWord = after;
    }

    /// <summary>Busy belongs to one flow of control: whoever touches the page must come after the claim.</summary>
    private void CheckClaimer(int cpu, ulong at, ShadowPage page)
    {
        if (page.Last.What == "claimed" && page.Last.Cpu != cpu && !Order.IsBefore(page.Last.Cpu, page.Last.When, cpu))
            Report(UndefinedBehaviour.TwoOwners, $"kernel code uses {Describe(at, page)} by another CPU", page);
    }

    // Skips the detector's own frames and the machine's.
    private Handover NewHandover(string what, int cpu) => new(what, cpu, Order.Now(cpu), _machine.CpuLocal, new StackTrace(5));

    // Who changed the owner of a slot last.
    private readonly Dictionary<ulong, Handover> _slots = [];

    private static string StateOf(ulong reference) => reference switch
    {
        FrameTable.Unused => "unused",
        FrameTable.Busy => "busy",
        FrameTable.Unique => "unique",
        <= FrameTable.MaxReferences => $"shared({reference})",
        _ => $"{reference:x}",
    };

    // ---- Slots ------------------------------------------------------------------------------------------------

    /// <summary>The slot that a word lies in. False: behind the last one.</summary>
    private bool TrySlotOf(ulong at, ShadowPage page, out ulong slot)
    {
        if (KindOf(page) == FrameKind.LargeSlot)
        {
            slot = Page.AlignDown(at); // the first page's begins with the header; the others are the middle of an object
            return true;
        }
        ulong first = SlabTable.FirstPageOf(Page.AlignDown(at), page.KindWord);
        ulong size = (ulong)SlabTable.SlotSizeOf(page.KindWord);
        ulong index = (at - first) / size;
        slot = first + index * size;
        return index < (ulong)SlabTable.CapacityOf(page.KindWord);
    }

    private void CheckSlot(ulong at, ShadowPage page, string does)
    {
        if (!TrySlotOf(at, page, out ulong slot))
            Report(UndefinedBehaviour.OutOfBounds, $"kernel code {does} {at:x}, behind the last slot of a slab", page);
        if (KindOf(page) == FrameKind.Slab && at != slot && !SlotHeader.IsObject(_machine.Memory.Read64(slot)))
            Report(UndefinedBehaviour.FreedMemory, $"kernel code {does} {at:x}, inside the slot {slot:x} that holds no object", page);
    }

    private void AfterSlotWord(ulong at, ShadowPage page, ulong before, ulong after, bool isExchange)
    {
        if (before == after || !TrySlotOf(at, page, out ulong slot) || slot != at || KindOf(page) == FrameKind.LargeSlot)
            return;
        bool wasObject = SlotHeader.IsObject(before), isObject = SlotHeader.IsObject(after);
        bool wasHeld = IsHeld(before), isHeld = IsHeld(after);
        if (isObject && !wasObject && !(wasHeld && isExchange))
            ReportSlot($"slot {slot:x} becomes an object, but the policy does not hold it (header {before:x})");
        if (isHeld && wasHeld)
            ReportSlot($"slot {slot:x} is handed out to the policy, which holds it already");
        if (!isObject && !isHeld && wasObject)
            ReportSlot($"slot {slot:x} goes back to its slab while it is an object");
        if (wasObject && !isObject)
            OnReclaimed(slot);
        if (wasObject != isObject || wasHeld != isHeld)
            _slots[slot] = NewHandover(isObject ? "made an object" : isHeld ? "handed to the policy" : "given back", _machine.CurrentCpu);

        void ReportSlot(string what) => Report(UndefinedBehaviour.TwoOwners, what, _slots.GetValueOrDefault(slot, page.Last));
    }

    private static bool IsHeld(ulong header) => !SlotHeader.IsObject(header) && (header & ~0xffff_0000_0000UL) == (SlotHeader.HeldBy(0) & ~0xffff_0000_0000UL);
}
