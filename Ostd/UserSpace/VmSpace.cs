using System;
using Ostd.Frames;
using Ostd.Paging;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Traps;

namespace Ostd.UserSpace;

/// <summary>A user address space: the user half of a page table. Shared by reference; freed by <see cref="CountedHandle.Dispose"/>.</summary>
/// <remarks>
/// A task that activated it, and a cursor, count as uses: the page table goes when it was disposed and the last of them is gone.
/// </remarks>
public sealed partial class VmSpace : CountedHandle
{
    /// <summary>User addresses are [0, UserEnd). The first page is never mapped by convention of the services.</summary>
    public const ulong UserEnd = 0x0000_7fff_ffff_f000;

    private readonly Kernel _kernel = Kernel.Current;

    // CPUs whose page-table register may name the root. Set before it is loaded, cleared after another is: whoever changes an entry first
    // and reads the set then, finds every CPU that can have seen the old entry.
    private AtomicUInt64 _loadedOn = new();

    // Made ahead, because the end of a space must not need memory.
    private readonly UnloadCall _unload;

    /// <exception cref="OutOfMemoryException">No page for the root table.</exception>
    public VmSpace()
    {
        _unload = new UnloadCall(this);
        if (!Nodes.TryCreate(level: 4, out ulong root))
        {
            ForgetResource();
            throw new OutOfMemoryException();
        }
        Root = root;
        _kernel.Memory.Space.ShareWith(root);
    }

    /// <summary>Physical address of the root table.</summary>
    internal ulong Root { get; }

    /// <summary>Who edits which part.</summary>
    internal RangeLock Ranges { get; } = new();

    internal PageTableNodes Nodes => _kernel.Memory.Nodes;
    internal FramePool Frames => _kernel.Memory.Frames;

    /// <summary>Whether the running task's user memory is this space.</summary>
    internal bool IsActive => Task.Current.Space == this;

    /// <summary>Makes it the current CPU's space, also after task switches of the current task. Task context.</summary>
    /// <exception cref="OstdException">Stale: it was disposed. AtomicMode: an interrupt handler is running.</exception>
    public void Activate()
    {
        RefuseInHandler();
        BeginUse();
        Enter(this);
    }

    /// <summary>The running task has no user memory from now on. Task context.</summary>
    /// <exception cref="OstdException">AtomicMode: an interrupt handler is running.</exception>
    public static void Deactivate()
    {
        RefuseInHandler();
        Enter(null);
    }

    /// <summary>
    /// A cursor for editing [start, end), page aligned, in the user half. Overlapping cursors exclude each other (the later waits). Task context; interrupts may be
    /// disabled.
    /// </summary>
    /// <exception cref="OstdException">
    /// InvalidArgs: not such a range, or the task holds a cursor over a part of it. Stale: the space was disposed. NotEnoughResources: the CPU holds too many cursors.
    /// AtomicMode: an interrupt handler is running.
    /// </exception>
    public VmCursor Cursor(ulong start, ulong end)
    {
        if (!Page.IsAligned(start) || !Page.IsAligned(end) || start >= end || end > UserEnd)
            throw new OstdException(OstdError.InvalidArgs, "A cursor's range is page aligned, not empty, and in the user half.");
        return VmCursor.Open(this, start, end);
    }

    /// <summary>User memory [address, address+length) as a byte source; copies work only while this space is active on the CPU.</summary>
    /// <returns>False when the range leaves the user half.</returns>
    public bool TryReader(ulong address, ulong length, out VmReader reader)
    {
        CheckAlive();
        bool inside = IsInside(address, length);
        reader = inside ? VmReader.OverUser(this, address, (long)length) : default;
        return inside;
    }

    public bool TryWriter(ulong address, ulong length, out VmWriter writer)
    {
        CheckAlive();
        bool inside = IsInside(address, length);
        writer = inside ? VmWriter.OverUser(this, address, (long)length) : default;
        return inside;
    }

    /// <summary>Locked compare-exchange on an aligned 32-bit user word; false on a fault or a misaligned or foreign address.</summary>
    public bool TryCompareExchange(ulong address, uint value, uint comparand, out uint old)
    {
        old = 0;
        return IsInside(address, sizeof(uint)) && (address & (sizeof(uint) - 1)) == 0 && IsActive
            && _kernel.Machine.TryCompareExchangeUser32(address, value, comparand, out old);
    }

    // A handler acts under the name of the task that it interrupted, perhaps in the middle of a change of its space.
    private static void RefuseInHandler()
    {
        using var guard = PreemptGuard.Enter();
        if (guard.Cpu.InterruptDepth != 0)
            throw new OstdException(OstdError.AtomicMode, "An interrupt handler cannot change the user memory of the task that it interrupted.");
    }

    private static bool IsInside(ulong address, ulong length) => address <= UserEnd && length <= UserEnd - address;

    // ---- Which CPU runs in it --------------------------------------------------------------------------------

    /// <summary>
    /// For the task switch, with interrupts disabled: loads the space of the task that comes. A task without one keeps what is loaded,
    /// which its kernel code does not see; so a short visit of the idle task costs no reload.
    /// </summary>
    internal static void SwitchTo(CpuState cpu, Task next)
    {
        if (next.Space is { } space && space != cpu.LoadedSpace)
            Load(cpu, space);
    }

    /// <summary>The CPUs whose page-table register may name the root, as a set of bits.</summary>
    internal ulong LoadedOn => _loadedOn.Load(MemoryOrder.Relaxed);

    /// <summary>Runs <paramref name="call"/> on every CPU that may hold translations of this space, this one included. Any context.</summary>
    internal void Flush(CrossCall call)
    {
        using var guard = IrqGuard.Enter();
        ulong targets = _loadedOn.Load(MemoryOrder.SeqCst);
        ulong self = 1UL << guard.Cpu.Index;
        if ((targets & self) != 0)
            call.Run();
        if ((targets & ~self) != 0)
            _kernel.Interprocessor.Call(targets & ~self, call);
    }

    /// <summary>Makes the executing CPU leave the space, which is about to be freed.</summary>
    internal void Unload(CpuState cpu)
    {
        if (cpu.LoadedSpace == this)
            Load(cpu, null);
    }

    private static void Enter(VmSpace? space)
    {
        VmSpace? left;
        using (var guard = IrqGuard.Enter())
        {
            Task task = Task.Current;
            left = task.Space;
            task.Space = space;
            Load(guard.Cpu, space);
        }
        left?.EndUse();
    }

    /// <summary>Interrupts are disabled.</summary>
    /// <remarks>
    /// Were they not, the end of <c>before</c> on another CPU could be answered in the middle, when the CPU says that it left but its page-table
    /// register has not: the root table would be freed under a CPU that walks it.
    /// </remarks>
    private static void Load(CpuState cpu, VmSpace? space)
    {
        VmSpace? before = cpu.LoadedSpace;
        if (space == before)
            return;
        ulong self = 1UL << cpu.Index;
        space?._loadedOn.FetchOr(self);
        cpu.LoadedSpace = space;
        cpu.Kernel.Machine.WriteCr3(space?.Root ?? cpu.Kernel.Memory.Space.Root);
        before?._loadedOn.FetchAnd(~self);
    }

    // ---- The end ---------------------------------------------------------------------------------------------

    private protected override void Release()
    {
        // No task has it, no cursor is in it; a CPU may still have it loaded from a task that left.
        if (_loadedOn.Load(MemoryOrder.SeqCst) != 0)
            Flush(_unload);
        FreeBelow(Root, 4);
        Nodes.Free(Root);
        UnpinAll();
    }

    /// <summary>Drops every page and frees every table that the user half of <paramref name="node"/> reaches.</summary>
    private void FreeBelow(ulong node, int level)
    {
        int count = level == 4 ? PageTableNodes.EntriesPerNode / 2 : PageTableNodes.EntriesPerNode;
        for (int i = 0; i < count; i++)
        {
            ulong entry = _kernel.Machine.ReadPhys64(node + (ulong)i * 8);
            if (entry == 0)
                continue;
            ulong paddr = entry & PageTableEntry.AddressMask;
            if (level == 1)
            {
                if (PageTableEntry.OwnsReference(entry))
                    Frames.Drop(paddr);
                continue;
            }
            if (PageTableEntry.IsLarge(entry))
            {
                Frames.DropAll(entry & PageTableEntry.LargeAddressMask, LargePage.Pages);
                continue;
            }
            FreeBelow(paddr, level - 1);
            Nodes.Free(paddr);
        }
    }

    private sealed class UnloadCall(VmSpace space) : CrossCall
    {
        internal override void Run() => space.Unload(Task.Current.Cpu);
    }
}
