using Ostd.Frames;
using Ostd.Model;
using Ostd.Sync;
using Ostd.UserSpace;
using Verification.Scenarios.Memory;

namespace Verification.Scenarios.UserSpace;

/// <summary>Translations that a TLB may keep until it is told to forget them, and may drop at any moment before.</summary>
internal static class EvictionScenarios
{
    private const ulong Base = 0x40_0000, Neighbour = Base + Page.Size;
    private const byte Mine = 0x11;

    /// <summary>
    /// <code>
    ///   CPU 0: puts another page in the place of one      CPU 1: a program reads the page, whose translation its TLB holds
    /// </code>
    /// The twin fills the new page only when it is in place: as long as the other CPU's TLB keeps the old translation, until the flush that comes last, nobody can tell.
    /// </summary>
    public static ScenarioDefinition ReplacedWhole { get; } = new(
        "A page that takes another one's place is seen with its contents, whatever the TLB has kept", [5], "tlb", Machine(evictions: 1), SeeWhole, SeePart);

    /// <param name="evictions">How many translations each TLB drops: without any the twin, too, passes.</param>
    internal static ScenarioMachine Machine(int evictions) => ScenarioMachine.Bare(cpus: 2) with { TlbEvictions = evictions, UsualEffort = ScenarioMachine.BootedEffort };

    internal static void SeeWhole(KernelScenario s) => Build(s, isFaulty: false);

    internal static void SeePart(KernelScenario s) => Build(s, isFaulty: true);

    private static void Build(KernelScenario s, bool isFaulty)
    {
        MemoryMachine.Boot(s);
        var space = new VmSpace();
        UFrame first = Filled(); // kept: the framework does not know that the other CPU uses the space, and would not flush its TLB before it frees the page
        Map(space, Base, first);
        using (UFrame other = Filled())
            Map(space, Neighbour, other); // so that the tables stay
        UFrame next = isFaulty ? UFrame.Alloc() : Filled();
        if (isFaulty)
            s.Kernel.Memory.Frames.Table.TryMarkLent(next.Paddr); // it is filled by one visible step, a word, as memory that is shared with a device
        Mmu reader = s.Machine.MmuAt(1);
        reader.LoadCr3(space.Root);
        reader.TryTranslate(Base, Access.Read | Access.User, out _, out _); // the TLB has it
        s.OnCpu(0, () =>
        {
            using VmCursor cursor = space.Cursor(Base, Base + Page.Size);
            cursor.Unmap(Page.Size);
            cursor.Jump(Base);
            cursor.Map(next, new PageProperty(PageFlags.Read));
            if (isFaulty)
                s.Machine.StorePhys64(next.Paddr, Mine, MemoryOrder.SeqCst);
        }, "replaces");
        s.OnCpu(1, () =>
        {
            s.Machine.BeforeUserAccess(Base, Access.Read | Access.User);
            if (reader.TryTranslate(Base, Access.Read | Access.User, out ulong paddr, out _))
                s.Assert(s.Machine.ReadUser8(paddr) == Mine, "a user page holds what was written there before it was mapped");
        }, "reads");
    }

    private static UFrame Filled()
    {
        UFrame frame = UFrame.Alloc();
        frame.Fill(0, Mine, Page.Size);
        return frame;
    }

    private static void Map(VmSpace space, ulong address, UFrame frame)
    {
        using VmCursor cursor = space.Cursor(address, address + Page.Size);
        cursor.Map(frame, new PageProperty(PageFlags.Read));
    }
}
