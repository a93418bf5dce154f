using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Ostd.Frames;
using Ostd.Paging;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd.Model.Shadow;

/// <summary>
/// The detector of undefined behaviour: watches a machine, keeps for every page whose it is and which bytes of it were ever written, and stops the machine at the
/// first access that has no right to be there.
/// </summary>
/// <remarks>
/// It believes the metadata's words only as they change: each change of a reference word must be one that its state machine has (see <see cref="FrameTable"/>), whoever
/// makes it. What is allowed follows from the page's state:
/// <code>
///   unused       nobody                              busy           the one who claimed it, anything
///   untyped      copies of bytes; user; devices      page table     words, that map nothing forbidden
///   slab, large  words and zeroing, in live slots    kernel stack   words (the collector's)
///   metadata     words and zeroing                   reserved       reading; words of static fields
/// </code>
/// Atomic loads may look at a word whose owner is changing: that is what they are for, and what was read must be confirmed by a compare-and-swap anyway.
/// Before the framework has its frame table the boot flow owns everything. Races on untyped bytes are harmless by design, since any bits are a value of them.
/// </remarks>
internal sealed partial class ShadowMemory : IMachineObserver
{
    private readonly ModelMachine _machine;
    private ShadowPage[] _pages = [];
    private FrameTable? _table;

    /// <param name="machine">What is watched.</param>
    /// <param name="sitesInFull">See <see cref="ModelOptions.SitesInFull"/>.</param>
    public ShadowMemory(ModelMachine machine, IReadOnlyCollection<int> sitesInFull)
    {
        _machine = machine;
        Order = new HappensBefore(machine.Cpus.Count);
        Races = new FieldRaces(machine, Order, sitesInFull);
    }

    public HappensBefore Order { get; }

    /// <summary>Races on fields, of woven code.</summary>
    public FieldRaces Races { get; }

    /// <summary>Accesses that were checked.</summary>
    public long Checked { get; private set; }

    // ---- What the machine tells -------------------------------------------------------------------------------

    void IMachineObserver.OnAtomic(in AtomicEvent e)
    {
        Order.OnAtomic(e.Cpu, e.Location, e.Access, e.Order);
        if (_table is null || e.IsUserWord || !ModelMachine.IsPhysical(e.Location, out ulong paddr))
            return;
        if (e.Access != AtomicAccess.Load)
        {
            CheckWord(e.Cpu, paddr, isWrite: true);
            AfterWord(e.Cpu, paddr, e.Before, e.After, isExchange: e.Access == AtomicAccess.ReadModifyWrite);
        }
    }

    void IMachineObserver.OnPhysical(in PhysicalAccess access)
    {
        if (_table is null || access.Length == 0 || !_machine.Memory.IsRam(access.Address, access.Length))
            return; // outside of RAM the memory itself refuses
        Checked++;
        if (access is { Form: AccessForm.Word, Length: 8 })
        {
            CheckWord(access.Cpu, access.Address, access.IsWrite);
            if (access.IsWrite)
                AfterWord(access.Cpu, access.Address, _machine.Memory.Read64(access.Address), access.Value, isExchange: false);
            return;
        }
        for (ulong at = access.Address, end = at + access.Length; at < end;)
        {
            int offset = (int)(at & (Page.Size - 1));
            int length = (int)Math.Min((ulong)(Page.Size - offset), end - at);
            CheckBytes(access, at, offset, length);
            at += (ulong)length;
        }
    }

    /// <summary>A word was changed behind the framework's back, on purpose (<see cref="ModelMachine.Forge"/>).</summary>
    public void OnForged(ulong at, ulong value)
    {
        if (_table is null)
            return;
        PageAt(at).NoteWritten((int)(at & (Page.Size - 1)), 8);
        ulong offset = at - _table.Slots;
        if (offset >= _table.PageCount << FrameTable.SlotShift)
            return;
        ShadowPage page = _pages[offset >> FrameTable.SlotShift];
        switch (offset & (FrameTable.SlotSize - 1))
        {
            case FrameTable.ReferenceWord:
                page.Reference = value;
                break;
            case FrameTable.KindWord:
                page.KindWord = value;
                break;
        }
    }

    void IMachineObserver.OnInterruptSent(int from, int to) => Order.OnInterruptSent(from, to);

    void IMachineObserver.OnInterrupt(int cpu, int vector, bool isEntry)
    {
        if (isEntry)
            Order.OnInterruptTaken(cpu);
    }

    void IMachineObserver.OnInterruptFromUser(int cpu, int vector) => Order.OnInterruptTaken(cpu);

    void IMachineObserver.OnCpuStart(int cpu) => Order.OnCpuStart(_machine.CurrentCpu, cpu);

    void IMachineObserver.OnRendezvous() => Order.OnRendezvous();

    // ---- Bytes ------------------------------------------------------------------------------------------------

    private void CheckBytes(in PhysicalAccess access, ulong at, int offset, int length)
    {
        ShadowPage page = PageAt(at);
        FrameKind kind = KindOf(page);
        string does = access.IsWrite ? "writes" : "reads";
        if (access.By != Accessor.Kernel)
        {
            if (page.Reference is FrameTable.Unused or FrameTable.Busy || kind != FrameKind.Untyped)
            {
                Report(access.By == Accessor.Device ? UndefinedBehaviour.DeviceReachesTyped : UndefinedBehaviour.UserReachesTyped,
                    $"a {(access.By == Accessor.Device ? "device" : "user program")} {does} {Describe(at, page)}", page);
            }
        }
        else if (page.Reference == FrameTable.Unused)
        {
            Report(UndefinedBehaviour.FreedMemory, $"kernel code {does} {Describe(at, page)}", page);
        }
        else if (page.Reference == FrameTable.Busy)
        {
            CheckClaimer(access.Cpu, at, page);
        }
        else if (!AllowsBytes(kind, access))
        {
            Report(access.IsWrite && kind is (FrameKind.Reserved or FrameKind.Boot) ? UndefinedBehaviour.OutOfBounds : UndefinedBehaviour.TypeConfusion,
                $"kernel code {does} {length} bytes of {Describe(at, page)}", page);
        }

        if (access.IsWrite)
            page.NoteWritten(offset, length);
        else if (kind is not (FrameKind.Reserved or FrameKind.Boot) && page.FirstUnwritten(offset, length) is >= 0 and var unwritten)
            Report(UndefinedBehaviour.Uninitialized, $"a {access.By} {does} byte {unwritten} of {Describe(at, page)}, which was not written since it was handed out", page);
    }

    private bool AllowsBytes(FrameKind kind, in PhysicalAccess access) => kind switch
    {
        FrameKind.Untyped => true,
        FrameKind.PageTable => access.Form == AccessForm.Copy && KindOf(PageAt(access.Value)) == FrameKind.PageTable,
        FrameKind.Slab or FrameKind.LargeSlot or FrameKind.Metadata or FrameKind.IommuTable => access.Form == AccessForm.Fill,
        FrameKind.Reserved or FrameKind.Boot => !access.IsWrite,
        _ => false,
    };

    // ---- Words ------------------------------------------------------------------------------------------------

    private void CheckWord(int cpu, ulong at, bool isWrite)
    {
        ShadowPage page = PageAt(at);
        FrameKind kind = KindOf(page);
        int offset = (int)(at & (Page.Size - 1));
        string does = isWrite ? "writes" : "reads";
        switch (page.Reference)
        {
            case FrameTable.Unused:
                Report(UndefinedBehaviour.FreedMemory, $"kernel code {does} a word of {Describe(at, page)}", page);
                break;
            case FrameTable.Busy:
                CheckClaimer(cpu, at, page);
                break;
            default:
                if (kind == FrameKind.Untyped && (page.KindWord & FrameTable.Lent) == 0) // what a driver shares with its device it reads word by word
                    Report(UndefinedBehaviour.TypeConfusion, $"kernel code {does} a word of its own in {Describe(at, page)}", page);
                if (isWrite && kind is (FrameKind.Reserved or FrameKind.Boot) && !IsVariable(at))
                    Report(UndefinedBehaviour.OutOfBounds, $"kernel code writes a word of {Describe(at, page)}", page);
                if (kind is FrameKind.Slab or FrameKind.LargeSlot)
                    CheckSlot(at, page, does);
                break;
        }
        if (isWrite)
            page.NoteWritten(offset, 8);
        else if (kind is not (FrameKind.Reserved or FrameKind.Boot or FrameKind.KernelStack) && page.FirstUnwritten(offset, 8) >= 0)
            Report(UndefinedBehaviour.Uninitialized, $"kernel code reads a word of {Describe(at, page)}, which was not written since it was handed out", page);
    }

    /// <summary>Static fields are part of the image.</summary>
    private bool IsVariable(ulong paddr)
    {
        foreach (ImageSection section in _machine.ImageSections)
        {
            if (section.IsWritable && paddr + KernelLayout.ImageBase - section.Start < section.End - section.Start)
                return true;
        }
        return false;
    }

    /// <summary>What a word that was (or is about to be) changed means.</summary>
    private void AfterWord(int cpu, ulong at, ulong before, ulong after, bool isExchange)
    {
        ulong offset = at - _table!.Slots;
        if (offset < _table.PageCount << FrameTable.SlotShift)
        {
            ulong page = offset >> FrameTable.SlotShift << Page.Shift;
            switch (offset & (FrameTable.SlotSize - 1))
            {
                case FrameTable.ReferenceWord:
                    AfterReference(cpu, page, after, isExchange);
                    break;
                case FrameTable.KindWord:
                    AfterKind(page, after);
                    break;
            }
            return;
        }
        ShadowPage owner = PageAt(at);
        switch (KindOf(owner))
        {
            case FrameKind.PageTable:
                CheckEntry(at, after);
                break;
            case FrameKind.IommuTable:
                CheckInterruptEntry(at, after);
                break;
            case FrameKind.Slab or FrameKind.LargeSlot when owner.Reference != FrameTable.Busy:
                AfterSlotWord(at, owner, before, after, isExchange);
                break;
        }
    }

    // ---- Reports ----------------------------------------------------------------------------------------------

    private ShadowPage PageAt(ulong paddr) => _pages[paddr >> Page.Shift];

    private static FrameKind KindOf(ShadowPage page) => (FrameKind)(byte)page.KindWord;

    private static string Describe(ulong at, ShadowPage page) => page.Reference switch
    {
        FrameTable.Unused => $"{at:x}, in a page that is free",
        FrameTable.Busy => $"{at:x}, in a page that is being made or freed",
        _ => $"{at:x}, in a page that is {KindOf(page)}",
    };

    [DoesNotReturn]
    private void Report(UndefinedBehaviour kind, string what, ShadowPage? page = null) => Report(kind, what, page?.Last);

    /// <param name="kind">What it is.</param>
    /// <param name="what">What happens, and to what.</param>
    /// <param name="other">The other side: who made the memory what it is. Null: there is none.</param>
    [DoesNotReturn]
    private void Report(UndefinedBehaviour kind, string what, Handover? other) => _machine.Fail(new UndefinedBehaviourException(kind,
        $"{what}.\n  By {_machine.CpuLocal ?? "the boot flow"} on CPU {_machine.CurrentCpu}:\n{new StackTrace(2, fNeedFileInfo: true)}{other}"));
}
