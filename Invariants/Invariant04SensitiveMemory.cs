using Ostd;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Paging;
using Ostd.Seam;
using Ostd.Tasks;

namespace Invariants;

/// <summary>Invariant 4: clients reach bytes of untyped pages only, and nothing of the kernel can be overwritten by running code or run after it was written.</summary>
/// <remarks>
/// Abstract specification, over the kernel half that all page tables share and the frame metadata:
/// <code>
///   ∀ mapping m of the kernel half:   ¬ (writable(m) ∧ executable(m))   ∧   ¬ user(m)
///   ∀ executable mapping m:           m is a page of the image's text at its link address
///   ∀ writable mapping m:             m touches no read-only part of the image
///   ∀ task t with a stack:            guard(t) is not mapped;  reserve(t) is not present or t is in an overflow;
///                                     stack(t) is mapped writable to unique(KernelStack) pages
///   ∀ page p of the frame metadata:   state(p) = unique(Metadata);   ∀ page p of the image: state(p) = unique(Reserved)
///   kind(p) changes only while p is busy, which clients cannot reach
/// </code>
/// </remarks>
internal sealed class Invariant04SensitiveMemory : Invariant
{
    private readonly PerMachine<State> _states = new();

    public override int Number => 4;

    public override string Statement => "Sensitive memory cannot be tampered with by Ostd's clients.";

    public override string Section => "4.2, typed and untyped memory";

    public override string NotCovered =>
        "How deep machine code takes the stack: the build measures that in the image (kernel/Tool/StackBounds.cs). What clients do to managed objects is for the C# type system and the safety gate.";

    public override void Check(Kernel kernel, ModelMachine machine)
    {
        if (kernel.Memory is null)
            return;
        State state = _states.Of(machine, m => new State(FrameWatch.Of(kernel.Memory.Frames.Table, m)));
        if (state.Version == machine.Memory.Version)
            return;
        state.Version = machine.Memory.Version;
        state.Frames.Refresh();
        foreach (ulong page in state.Frames.Fresh)
            CheckSensitivePage(kernel, machine, state.Frames, page);
        state.KernelHalf ??= new TableWalk(machine.Memory, state.Frames, kernel.Memory.Space.Root, userHalf: false);
        bool isRemapped = state.KernelHalf.Refresh();
        if (isRemapped)
        {
            foreach (Leaf leaf in state.KernelHalf.Leaves)
                CheckMapping(machine, leaf);
        }
        if (!isRemapped && state.NewestTask == kernel.Tasks.FirstWhileStopped && state.Frames.Fresh.Count == 0)
            return;
        state.NewestTask = kernel.Tasks.FirstWhileStopped;
        for (Task? task = kernel.Tasks.FirstWhileStopped; task is not null; task = task.NextInRegistry)
        {
            if (task.Stack is { } stack)
                CheckStack(machine, state.Frames, task, stack, kernel.Memory.Space.Root);
        }
    }

    private void CheckSensitivePage(Kernel kernel, ModelMachine machine, FrameWatch frames, ulong page)
    {
        FrameTable table = kernel.Memory.Frames.Table;
        bool isMetadata = page - table.Slots < table.PageCount << FrameTable.SlotShift;
        if (isMetadata && !frames.IsUnique(page, FrameKind.Metadata))
            Violated($"{frames.Describe(page)} is a page of the frame metadata and can be taken for something else");
        foreach (ImageSection section in machine.ImageSections)
        {
            ulong start = section.Start - KernelLayout.ImageBase;
            if (page - start < section.End - section.Start && !frames.IsUnique(page, FrameKind.Reserved))
                Violated($"{frames.Describe(page)} is a page of the kernel image and can be taken for something else");
        }
    }

    private void CheckMapping(ModelMachine machine, Leaf leaf)
    {
        if (leaf.IsUser)
            Violated($"the kernel half is open to user programs at {leaf}");
        if (leaf.IsWritable && leaf.IsExecutable)
            Violated($"kernel memory is writable and executable at {leaf}");
        bool isText = false;
        foreach (ImageSection section in machine.ImageSections)
        {
            ulong start = section.Start - KernelLayout.ImageBase;
            ulong end = section.End - KernelLayout.ImageBase;
            isText |= section.IsExecutable && leaf.Vaddr >= section.Start && leaf.Vaddr < section.End && leaf.Paddr == leaf.Vaddr - KernelLayout.ImageBase;
            if (leaf.IsWritable && leaf.IsPresent && !section.IsWritable && leaf.Paddr < end && leaf.Paddr + leaf.Size > start)
                Violated($"a read-only part of the image, {start:x} to {end:x}, can be written at {leaf}");
        }
        if (leaf.IsExecutable && !isText)
            Violated($"kernel memory that is not the image's text is executable at {leaf}");
    }

    private void CheckStack(ModelMachine machine, FrameWatch frames, Task task, KernelStack stack, ulong root)
    {
        for (int i = 0; i < KernelStack.TotalPages; i++)
        {
            ulong vaddr = stack.GuardBottom + (ulong)i * Page.Size;
            ulong entry = LeafEntry(machine.Memory, root, vaddr);
            ulong page = entry & PageTableEntry.AddressMask;
            if (i < KernelStack.GuardPages)
            {
                if (entry != 0)
                    Violated($"the guard page of the stack of {task} at {vaddr:x} is mapped to {frames.Describe(page)}");
                continue;
            }
            bool isStackProper = i >= KernelStack.GuardPages + KernelStack.ReservePages;
            bool isWritable = (entry & PageTableEntry.Writable) != 0 && (entry & PageTableEntry.NoExecute) != 0;
            if (!isWritable || isStackProper && (entry & PageTableEntry.Present) == 0 || !frames.IsUnique(page, FrameKind.KernelStack))
                Violated($"the stack of {task} at {vaddr:x} lies in {frames.Describe(page)}, with entry {entry:x}");
        }
    }

    private static ulong LeafEntry(PhysicalMemory memory, ulong root, ulong vaddr)
    {
        ulong node = root;
        for (int level = 4; level > 1; level--)
        {
            ulong entry = memory.Read64(PageTableNodes.EntryOf(node, vaddr, level));
            if ((entry & PageTableEntry.Present) == 0 || (entry & PageTableEntry.Large) != 0)
                return 0;
            node = entry & PageTableEntry.AddressMask;
        }
        return memory.Read64(PageTableNodes.EntryOf(node, vaddr, 1));
    }

    private sealed class State(FrameWatch frames)
    {
        public FrameWatch Frames => frames;
        public TableWalk? KernelHalf { get; set; }
        public Task? NewestTask { get; set; }
        public ulong Version { get; set; } = ulong.MaxValue;
    }
}
