using Ostd.Frames;
using Ostd.Paging;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.UserSpace;

namespace Verification.Scenarios.UserSpace;

/// <summary>Translations that one CPU takes away while another one uses them.</summary>
internal static class ShootDownScenarios
{
    private const ulong Base = 0x40_0000, Other = Base + Page.Size, Neighbour = Base + 2 * Page.Size;
    private const byte Mine = 0x11;

    /// <summary>
    /// <code>
    ///   CPU 0: unmaps the page, frees it with that      CPU 1: reads the page through its TLB, twice
    /// </code>
    /// The predicate of invariant 5 sees a translation that outlives its page; the reader sees whose bytes it gets.
    /// </summary>
    public static ScenarioDefinition UnmapWhileUsed { get; } = new(
        "A page that is unmapped and freed is reached by no CPU afterwards", [5], "tlb", ScenarioMachine.Booted(cpus: 2),
        static s => BuildUnmap(s, isFaulty: false), static s => BuildUnmap(s, isFaulty: true));

    /// <summary>Both CPUs use both pages; each unmaps one, with interrupts off: each waits for the other's acknowledgement and must give its own meanwhile.</summary>
    public static ScenarioDefinition Crossing { get; } = new(
        "Shoot-downs that cross each other with interrupts off both come to their end", [5], "tlb", ScenarioMachine.Booted(cpus: 2), BuildCrossing, KilledMutant: "shoot-down-waits-deaf");

    /// <summary>One CPU waits, with interrupts off, for a range that the other one is in, who waits for the first one to flush.</summary>
    public static ScenarioDefinition RangeWithInterruptsOff { get; } = new(
        "Whoever waits for a range with interrupts off still answers the flush of who is in it", [5], "tlb", ScenarioMachine.Booted(cpus: 2), BuildRangeWait, KilledMutant: "range-waits-deaf");

    /// <summary>
    /// A space that is loaded on CPU 1, where no task has it any more, ends on CPU 0 while CPU 1 loads another one: the root table is freed only when CPU 1 has left it.
    /// </summary>
    public static ScenarioDefinition EndWhileLoaded { get; } = new(
        "A space that ends is no CPU's page table any more when its tables are freed", [2, 5], "user-space", ScenarioMachine.Booted(cpus: 2), BuildEnd, KilledMutant: "space-left-with-interrupts-on");

    /// <summary>A page is made read-only while another CPU writes to it: once the cursor is gone, what was read stays.</summary>
    public static ScenarioDefinition RestrictWhileWritten { get; } = new(
        "A page that was made read-only is not written by any CPU afterwards", [5], "tlb", ScenarioMachine.Booted(cpus: 2), BuildRestrict, KilledMutant: "restriction-without-flush");

    private static void BuildUnmap(KernelScenario s, bool isFaulty)
    {
        VmSpace space = SpaceWith(Base, Neighbour);
        s.OnCpu(1, () =>
        {
            space.Activate();
            for (int i = 0; i < 2; i++)
            {
                if (space.TryReader(Base, 1, out VmReader reader) && reader.TryReadByte(out byte value))
                    s.Assert(value == Mine, "a user page holds what its owner wrote there");
            }
        });
        s.OnCpu(0, () =>
        {
            if (isFaulty)
            {
                UnmapWithoutFlush(s, space, Base);
                return;
            }
            using VmCursor cursor = space.Cursor(Base, Base + Page.Size);
            cursor.Unmap(Page.Size);
        });
    }

    private static void BuildCrossing(KernelScenario s)
    {
        VmSpace space = SpaceWith(Base, Other, Neighbour);
        var ended = new AtomicInt32(0);
        var ready = new AtomicInt32(0);
        for (int cpu = 0; cpu < 2; cpu++)
        {
            ulong mine = cpu == 0 ? Base : Other;
            s.OnCpu(cpu, () =>
            {
                space.Activate();
                space.TryReader(mine, 1, out VmReader reader);
                reader.TryReadByte(out _);
                ready.FetchAdd(1);
                while (ready.Load(MemoryOrder.Acquire) < 2)
                    s.Machine.Pause();
                using CpuGuard guard = CpuGuard.DisableInterrupts();
                using (VmCursor cursor = space.Cursor(mine, mine + Page.Size))
                    cursor.Unmap(Page.Size);
                ended.FetchAdd(1);
            });
        }
        s.AtEnd(() => s.Assert(ended.Load(MemoryOrder.Relaxed) == 2, "both CPUs have unmapped their page"));
    }

    private static void BuildRangeWait(KernelScenario s)
    {
        VmSpace space = SpaceWith(Base, Neighbour);
        var isLoaded = new AtomicBool(false);
        s.OnCpu(1, () =>
        {
            space.Activate();
            isLoaded.Store(true, MemoryOrder.Release);
            using CpuGuard guard = CpuGuard.DisableInterrupts();
            using VmCursor cursor = space.Cursor(Base, Base + Page.Size);
            s.Assert(cursor.Unmap(Page.Size) <= 1, "at most one page is there");
        });
        s.OnCpu(0, () =>
        {
            space.Activate();
            space.TryReader(Base, 1, out VmReader reader);
            reader.TryReadByte(out _);
            while (!isLoaded.Load(MemoryOrder.Acquire))
                s.Machine.Pause();
            using VmCursor cursor = space.Cursor(Base, Base + Page.Size);
            cursor.Unmap(Page.Size);
        });
    }

    private static void BuildEnd(KernelScenario s)
    {
        VmSpace first = SpaceWith(Base), second = SpaceWith(Base);
        var isLoaded = new AtomicBool(false);
        s.OnCpu(1, () =>
        {
            first.Activate();
            // As after a switch to a task without user memory, whose predecessor went on elsewhere and left the space there.
            Task.Current.Space = null;
            first.EndUse();
            isLoaded.Store(true, MemoryOrder.Release);
            second.Activate();
            VmSpace.Deactivate();
        });
        s.OnCpu(0, () =>
        {
            while (!isLoaded.Load(MemoryOrder.Acquire))
                s.Machine.Pause();
            first.Dispose();
        });
    }

    private static void BuildRestrict(KernelScenario s)
    {
        VmSpace space = SpaceWith(Base, Neighbour);
        s.OnCpu(1, () =>
        {
            space.Activate();
            for (byte i = 1; i <= 2; i++)
            {
                space.TryWriter(Base, 1, out VmWriter writer);
                writer.TryWriteByte(i);
            }
        });
        s.OnCpu(0, () =>
        {
            ulong paddr = s.Machine.ReadPhys64(EntryOf(s, space, Base)) & PageTableEntry.AddressMask;
            using (VmCursor cursor = space.Cursor(Base, Base + Page.Size))
                cursor.Protect(Page.Size, PageFlags.Write, PageFlags.None);
            byte before = s.Machine.ReadPhys8(paddr);
            s.Machine.Pause();
            s.Machine.LoadPhys64(paddr, MemoryOrder.Acquire); // lets the writer in, if it can
            s.Assert(s.Machine.ReadPhys8(paddr) == before, "a page that is read-only does not change");
        });
    }

    /// <summary>A space with pages that only the mapping holds, each filled with <see cref="Mine"/>.</summary>
    private static VmSpace SpaceWith(params ulong[] addresses)
    {
        var space = new VmSpace();
        foreach (ulong address in addresses)
        {
            using UFrame frame = UFrame.Alloc();
            frame.Fill(0, Mine, Page.Size);
            using VmCursor cursor = space.Cursor(address, address + Page.Size);
            cursor.Map(frame, new PageProperty(PageFlags.Read | PageFlags.Write));
        }
        return space;
    }

    private static ulong EntryOf(KernelScenario s, VmSpace space, ulong address)
    {
        ulong node = space.Root;
        for (int level = 4; level > 1; level--)
            node = s.Machine.ReadPhys64(PageTableNodes.EntryOf(node, address, level)) & PageTableEntry.AddressMask;
        return PageTableNodes.EntryOf(node, address, 1);
    }

    /// <summary>The bug that the other CPU's TLB makes visible.</summary>
    private static void UnmapWithoutFlush(KernelScenario s, VmSpace space, ulong address)
    {
        ulong old = s.Machine.ExchangePhys64(EntryOf(s, space, address), 0);
        s.Machine.InvalidatePage(address);
        s.Kernel.Memory.Frames.Drop(old & PageTableEntry.AddressMask);
    }
}
