
using Ostd.Frames;
using Ostd.Iommu;
using Ostd.Paging;
using Ostd.Seam;
using Ostd.Tasks;
using Ostd.Traps;

namespace Ostd.Model.Shadow;

/// <summary>What decides about all other memory: page tables, their root, the registers of the kernel, and its stacks.</summary>
internal sealed partial class ShadowMemory
{
    private const ulong EntryAddress = 0x000f_ffff_ffff_f000;
    private const int EntriesPerTable = 512;

    void IMachineObserver.OnPageTableRoot(int cpu, ulong cr3)
    {
        if (_table is null && Kernel.Current.Memory is { } memory)
            Begin(memory.Frames.Table);
        CheckRoot(cr3);
    }

    void IMachineObserver.OnSwitch(int cpu, KernelContext from, KernelContext to)
    {
        if (_table is not null)
            CheckRoot(_machine.Mmu.Cr3);
    }

    void IMachineObserver.OnModelRegister(int cpu, uint register, ulong value)
    {
        bool isAllowed = register is PageTableEntry.PatMsr or 0x1b or 0x6e0 or >= 0x800 and < 0x900;
        if (!isAllowed && HasJoined(cpu))
            Report(UndefinedBehaviour.ControlState, $"kernel code writes {value:x} to the model-specific register {register:x}, which belongs to the trap entry");
    }

    void IMachineObserver.OnControlRegister(int cpu, string register, ulong value)
    {
        if (HasJoined(cpu))
            Report(UndefinedBehaviour.ControlState, $"kernel code writes {value:x} to {register} of a CPU that has joined the kernel");
    }

    // What decides how a CPU executes kernel code is set before it joins, and never again.
    private static bool HasJoined(int cpu) => Kernel.Current.Cpus[cpu] is not null;

    void IMachineObserver.OnUserEntry(int cpu, UserState state)
    {
        if (_table is null)
            return;
        CheckRoot(_machine.Mmu.Cr3);
        ref UserRegisters registers = ref state.Registers;
        // The stack pointer may be anything: it is the user's when it faults. The segment bases and the address are loaded by kernel code.
        if (registers.Rip >> 47 != 0 || registers.FsBase >> 47 != 0 || registers.GsBase >> 47 != 0)
            Report(UndefinedBehaviour.FaultAtUserEntry, $"user mode is entered at {registers.Rip:x} with segment bases {registers.FsBase:x} and {registers.GsBase:x}: these must lie in the user half");
        const ulong interruptEnable = 1 << 9, privileged = 3 << 12 | 1 << 14 | 1 << 17 | 1 << 19 | 1 << 20;
        if ((registers.Rflags & interruptEnable) == 0 || (registers.Rflags & privileged) != 0)
            Report(UndefinedBehaviour.ControlState, $"user mode is entered with flags {registers.Rflags:x}: interrupts must be enabled, the I/O privilege level 0, nested task and virtual modes off");
    }

    void IMachineObserver.OnContextMade(KernelContext context, ulong guardBottom, ulong stackBottom, ulong stackTop)
    {
        if (_table is null)
            return;
        if (EntryOf(guardBottom) is var guard && (guard & PageTableEntry.Present) != 0)
            Report(UndefinedBehaviour.StackOverflow, $"the page {guardBottom:x} below a kernel stack is mapped (entry {guard:x}): an overflow would reach it");
        for (ulong vaddr = stackBottom; vaddr < stackTop; vaddr += Page.Size)
        {
            ulong entry = EntryOf(vaddr);
            ulong frame = entry & EntryAddress;
            if ((entry & PageTableEntry.Present) == 0 || frame >= _table.End || KindOf(PageAt(frame)) != FrameKind.KernelStack)
                Report(UndefinedBehaviour.StackOverflow, $"the page {vaddr:x} of a kernel stack is not one (entry {entry:x})");
        }
    }

    /// <summary>Kernel code uses an address that the tables in force do not allow it.</summary>
    public void ReportFault(ulong vaddr, Access access)
    {
        if (_table is null)
            return;
        for (Task? task = Kernel.Current.Tasks.FirstWhileStopped; task is not null; task = task.NextInRegistry)
        {
            if (task.Stack is { } stack && vaddr >= stack.GuardBottom && vaddr < stack.Bottom)
                Report(UndefinedBehaviour.StackOverflow, $"a kernel {access.ToString().ToLowerInvariant()} of {vaddr:x} is below the stack of {task}, which ends at {stack.Bottom:x}");
        }
        Report(UndefinedBehaviour.OutOfBounds, $"a kernel {access.ToString().ToLowerInvariant()} of {vaddr:x}, which is not mapped so");
    }

    /// <summary>An entry of the interrupt-remapping table lets a device raise a vector: each vector has the entry with its own number and no other, so that one device has it.</summary>
    private void CheckInterruptEntry(ulong at, ulong entry)
    {
        if (_machine.Vtd is not { InterruptTable: var table and not 0 } unit || at - table >= (ulong)unit.InterruptEntries * InterruptEntrySize || (at - table) % InterruptEntrySize != 0)
            return;
        ulong index = (at - table) / InterruptEntrySize, vector = entry >> InterruptRemapping.VectorShift & 0xff;
        if ((entry & InterruptRemapping.Present) != 0 && vector != index)
            Report(UndefinedBehaviour.TwoOwners, $"entry {index:x} of the interrupt-remapping table raises the line with vector {vector:x}, which belongs to another entry's device");
    }

    private const ulong InterruptEntrySize = 16;

    // ---- Page tables ------------------------------------------------------------------------------------------

    private void CheckRoot(ulong cr3)
    {
        ulong root = cr3 & EntryAddress;
        if (_table is null)
            return;
        if (root >= _table.End || PageAt(root) is not { Reference: not (FrameTable.Unused or FrameTable.Busy) } page || KindOf(page) != FrameKind.PageTable)
            Report(UndefinedBehaviour.ControlState, $"the page-table root {cr3:x} is not a page table of the framework", root < _table.End ? PageAt(root) : null);
    }

    /// <summary>The MMU of the executing CPU reads an entry: of a table in force, or of one that it remembers.</summary>
    public void CheckWalk(ulong at)
    {
        if (_table is null || at >= _table.End)
            return;
        ShadowPage page = PageAt(at);
        if (page.Reference is FrameTable.Unused or FrameTable.Busy || KindOf(page) != FrameKind.PageTable)
            Report(UndefinedBehaviour.FreedMemory, $"the MMU reads an entry at {Describe(at, page)}: a page table that was freed before every CPU forgot it", page);
    }

    private void CheckAllTables()
    {
        for (int i = 0; i < _pages.Length; i++)
        {
            ulong table = (ulong)i << Page.Shift;
            if (_pages[i].Reference == FrameTable.Unused || KindOf(_pages[i]) != FrameKind.PageTable)
                continue;
            for (ulong entry = 0; entry < EntriesPerTable; entry++)
                CheckEntry(table + entry * 8, _machine.Memory.Read64(table + entry * 8));
        }
    }

    /// <summary>A present entry leads to another table, or maps what may be mapped with these rights.</summary>
    private void CheckEntry(ulong at, ulong entry)
    {
        if ((entry & PageTableEntry.Present) == 0)
            return;
        int level = PageTableNodes.LevelOf(PageAt(at).KindWord);
        bool isLarge = level > 1 && PageTableEntry.IsLarge(entry);
        ulong frame = entry & (isLarge ? PageTableEntry.LargeAddressMask : EntryAddress);
        bool isRam = frame < _table!.End && _machine.Memory.IsRam(frame, 1);
        if (isRam && !isLarge && KindOf(PageAt(frame)) == FrameKind.PageTable && PageAt(frame).Reference != FrameTable.Unused)
            return;
        bool isUser = (entry & PageTableEntry.User) != 0;
        if (!isUser && (entry & PageTableEntry.Writable) != 0 && (entry & PageTableEntry.NoExecute) == 0)
            Report(UndefinedBehaviour.WritableAndExecutable, $"the entry {entry:x} at {at:x} maps kernel memory that is writable and executable");
        if (!isUser || !isRam)
            return;
        ulong pages = isLarge ? 1UL << PageTableNodes.ShiftOf(level) - Page.Shift : 1;
        for (ulong i = 0; i < pages && frame + (i << Page.Shift) < _table.End; i++)
        {
            ShadowPage page = PageAt(frame + (i << Page.Shift));
            if (KindOf(page) != FrameKind.Untyped || page.Reference is FrameTable.Unused or FrameTable.Busy)
                Report(UndefinedBehaviour.UserReachesTyped, $"the entry {entry:x} at {at:x} maps {Describe(frame, page)} to user programs", page);
        }
    }

    /// <summary>The leaf entry of a kernel address in the tables in force; 0 when there is none.</summary>
    private ulong EntryOf(ulong vaddr)
    {
        ulong table = _machine.Mmu.Cr3 & EntryAddress;
        for (int shift = 39; ; shift -= 9)
        {
            ulong entry = _machine.Memory.Read64(table + (vaddr >> shift & (EntriesPerTable - 1)) * 8);
            if (shift == 12 || (entry & PageTableEntry.Present) == 0 || (entry & PageTableEntry.Large) != 0)
                return entry;
            table = entry & EntryAddress;
        }
    }
}
