using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using Ostd.Frames;
using Ostd.Heap;
using Ostd.Iommu;
using Ostd.Model;
using Ostd.Model.Shadow;
using Ostd.Paging;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Services.Policies;
using Verification.Properties.Heap;
using Xunit;

namespace Ostd.Tests.Detector;

/// <summary>
/// Each kind of undefined behaviour once, so that the detector is known to see it. The framework's public surface cannot do any of this (that is what the rest is about),
/// so these tests act in its place, through the seam and its internals.
/// </summary>
public sealed class UndefinedBehaviourTests
{
    private static Machine Machine => Kernel.Current.Machine;
    private static MemorySystem Memory => Kernel.Current.Memory;
    private static FrameTable Table => Memory.Frames.Table;

    [Fact]
    public void A_write_behind_the_last_slot_of_a_slab_is_out_of_bounds() => Expect(UndefinedBehaviour.OutOfBounds, "behind the last slot", () =>
    {
        Assert.True(Slab.TryCreate(slotSize: 1536, pages: 1, out Slab slab));
        Machine.WritePhys64(slab.Paddr + 2 * 1536, 1);
    });

    [Fact]
    public void A_write_to_memory_of_the_firmware_is_out_of_bounds() => Expect(UndefinedBehaviour.OutOfBounds, "Reserved", () =>
        Machine.WritePhys64(Kernel.Current.BootInfo.InitramfsStart - 8, 1));

    [Fact]
    public void An_address_that_is_not_mapped_is_out_of_bounds() => Expect(UndefinedBehaviour.OutOfBounds, "not mapped", () =>
        Machine.WriteKernel64(KernelLayout.LinearBase - 8, 1));

    [Fact]
    public void Use_of_a_page_that_was_freed_names_who_freed_it() => Expect(UndefinedBehaviour.FreedMemory, "It was freed by task", () =>
    {
        UFrame frame = UFrame.Alloc();
        ulong paddr = frame.Paddr;
        frame.Dispose();
        Machine.CopyToPhys(paddr, [1, 2, 3]);
    });

    [Fact]
    public void Use_of_a_slot_without_an_object_is_use_of_freed_memory() => Expect(UndefinedBehaviour.FreedMemory, "holds no object", () =>
    {
        Assert.True(Slab.TryCreate(slotSize: 64, pages: 1, out Slab slab));
        _ = Machine.ReadPhys64(slab.Paddr + 64 + 8);
    });

    [Fact]
    public void A_page_table_that_is_freed_while_a_CPU_walks_through_it_is_use_of_freed_memory() => Expect(UndefinedBehaviour.FreedMemory, "the MMU reads", () =>
    {
        Assert.True(Memory.Nodes.TryCreate(level: 4, out ulong root));
        Assert.True(Memory.Nodes.TryCreate(level: 3, out ulong table));
        Machine.WritePhys64(root, table | PageTableEntry.UserTable);
        Machine.WriteCr3(root);
        Memory.Nodes.Free(table);
        ((ModelMachine)Machine).Mmu.TryTranslate(0x1000, Access.User, out _, out _);
    });

    [Fact]
    public void A_read_of_memory_that_nobody_wrote_is_seen_to_the_byte() => Expect(UndefinedBehaviour.Uninitialized, "byte 17", () =>
    {
        ulong page = ClaimBytes();
        Machine.CopyToPhys(page, new byte[17]);
        Machine.CopyToPhys(page + 18, new byte[100]);
        Machine.CopyFromPhys(page, new byte[17]);
        Machine.CopyFromPhys(page, new byte[18]);
    });

    [Fact]
    public void A_word_that_nobody_wrote_is_seen_too() => Expect(UndefinedBehaviour.Uninitialized, "a word", () =>
    {
        ulong page = ClaimBytes();
        Machine.WritePhys64(page + 8, 1);
        _ = Machine.ReadPhys64(page + 8);
        _ = Machine.ReadPhys64(page);
    });

    [Fact]
    public void A_page_table_reached_as_bytes_is_type_confusion() => Expect(UndefinedBehaviour.TypeConfusion, "PageTable", () =>
        Machine.CopyFromPhys(Memory.Space.Root, new byte[8]));

    [Fact]
    public void A_word_of_the_framework_in_untyped_memory_is_type_confusion() => Expect(UndefinedBehaviour.TypeConfusion, "Untyped", () =>
        Machine.WritePhys64(UFrame.Alloc().Paddr, 1));

    [Fact]
    public void A_page_that_becomes_another_kind_while_in_use_is_type_confusion() => Expect(UndefinedBehaviour.TypeConfusion, "becomes PageTable while it is Untyped", () =>
        Table.SetKind(UFrame.Alloc().Paddr, FrameKind.PageTable));

    [Fact]
    public void A_page_that_is_freed_under_its_owner_has_two_owners() => Expect(UndefinedBehaviour.TwoOwners, "from shared(1) to unused", () =>
        Machine.WritePhys64(Table.SlotOf(UFrame.Alloc().Paddr) + FrameTable.ReferenceWord, FrameTable.Unused));

    [Fact]
    public void A_slot_that_is_handed_out_twice_has_two_owners() => Expect(UndefinedBehaviour.TwoOwners, "holds it already", () =>
    {
        Assert.True(Slab.TryCreate(slotSize: 64, pages: 1, out Slab slab));
        var slots = new HeapSlot[1];
        Assert.Equal(1, slab.Alloc(slots));
        Machine.WritePhys64(slots[0].Paddr, SlotHeader.HeldBy(slots[0].Generation + 1));
    });

    [Fact]
    public void A_slot_that_is_used_twice_shows_both_who_use_it()
    {
        string report = Expect(UndefinedBehaviour.TwoOwners, "the policy does not hold it", UseTwice);
        Assert.Matches("(?s)By task .*UseTheSlot.*UndefinedBehaviourTests.cs:line .*It was given back by task .*GiveTheSlotBack in [^\n]*UndefinedBehaviourTests.cs:line ", report);

        static void UseTwice()
        {
            Assert.True(Slab.TryCreate(slotSize: 64, pages: 1, out Slab slab));
            var slots = new HeapSlot[1];
            Assert.Equal(1, slab.Alloc(slots));
            GiveTheSlotBack(slots[0]);
            UseTheSlot(slots[0]);
        }
    }

    [Fact]
    public void A_page_that_is_shared_after_it_was_freed_shows_who_does_both()
    {
        string report = Expect(UndefinedBehaviour.TwoOwners, "from unused to shared(1)", () =>
        {
            UFrame frame = UFrame.Alloc();
            ulong word = Table.SlotOf(frame.Paddr) + FrameTable.ReferenceWord;
            FreeThePage(frame);
            ShareThePage(word);
        });
        Assert.Matches("(?s)By task .*ShareThePage.*UndefinedBehaviourTests.cs:line .*It was freed by task .*FreeThePage in [^\n]*UndefinedBehaviourTests.cs:line ", report);
    }

    [Fact]
    public void A_device_whose_interrupts_raise_the_line_of_another_one_is_seen() => Expect(
        UndefinedBehaviour.TwoOwners, "raises the line with vector 40",
        () => Machine.StorePhys64(
            ((ModelMachine)Machine).Vtd!.InterruptTable + 0x41 * 16, 0x40UL << InterruptRemapping.VectorShift | InterruptRemapping.Present, MemoryOrder.Release),
        new ModelOptions { Iommu = new IommuOptions() });

    [Fact]
    public void An_object_that_the_collector_overlooked_is_seen_when_it_is_reclaimed() => Expect(UndefinedBehaviour.InvisibleReference, "a static field", () =>
    {
        var types = new SyntheticTypes();
        ulong block = Memory.Heap.Allocate(64, 0);
        Machine.WriteKernel64(block + SlotHeader.ReferenceOffset, types.All[0].Address);
        Machine.WriteKernel64(types.Statics, block + SlotHeader.ReferenceOffset);
        ((ModelMachine)Machine).StaticRoots.Add((types.Statics, types.Statics + 8));
        Machine.WritePhys64(block - KernelLayout.LinearBase, SlotHeader.HeldBy(1)); // as a sweep does that thinks it dead
    });

    [Fact]
    public void A_kernel_stack_without_a_guard_page_is_seen_when_a_context_is_made() => Expect(UndefinedBehaviour.StackOverflow, "would reach it", () =>
    {
        KernelStack stack = Memory.Stacks.Take();
        ulong inside = stack.Bottom + Page.Size;
        Machine.CreateContext(guardBottom: stack.Bottom, stackBottom: inside, stack.Top);
    });

    [Fact]
    public void A_kernel_stack_of_other_pages_is_seen_when_a_context_is_made() => Expect(UndefinedBehaviour.StackOverflow, "is not one", () =>
    {
        ulong page = KernelLayout.LinearBase + UFrame.Alloc().Paddr;
        Machine.CreateContext(guardBottom: 0, stackBottom: page, stackTop: page + Page.Size);
    });

    [Fact]
    public void An_access_past_the_end_of_a_kernel_stack_is_seen() => Expect(UndefinedBehaviour.StackOverflow, "is below the stack of task", () =>
        Machine.WriteKernel64(Task.Current.Stack!.GuardBottom + 8, 1));

    [Fact]
    public void A_page_table_root_that_is_none_is_seen() => Expect(UndefinedBehaviour.ControlState, "not a page table", () =>
        Machine.WriteCr3(UFrame.Alloc().Paddr));

    [Theory]
    [InlineData(0xc000_0080)] // extended features
    [InlineData(0xc000_0082)] // where system calls arrive
    [InlineData(0xc000_0101)] // the base of GS, by which a CPU finds its own state
    public void A_model_specific_register_of_the_trap_entry_is_not_written_above_the_seam(uint register) => Expect(UndefinedBehaviour.ControlState, register.ToString("x", CultureInfo.InvariantCulture), () =>
        Machine.WriteMsr(register, 0xffff_8000_0000_0000));

    [Theory]
    [InlineData(0x3202)] // I/O privilege level 3
    [InlineData(0x2)] // interrupts off
    [InlineData(0x4202)] // nested task
    public void User_mode_with_privileged_flags_is_refused(ulong flags) => Expect(UndefinedBehaviour.ControlState, "flags", () =>
        EnterUser(new UserRegisters { Rip = 0x1000, Rflags = flags }));

    [Theory]
    [InlineData(0x0000_8000_0000_0000, 0)] // sysret faults in the kernel at the first address that is not canonical
    [InlineData(0x1000, 0x0000_8000_0000_0000)]
    public void An_entry_to_user_mode_that_would_fault_is_seen(ulong rip, ulong fsBase) => Expect(UndefinedBehaviour.FaultAtUserEntry, "user half", () =>
        EnterUser(new UserRegisters { Rip = rip, FsBase = fsBase, Rflags = 0x202 }));

    [Fact]
    public void A_user_mapping_of_typed_memory_is_seen_before_anybody_uses_it() => Expect(UndefinedBehaviour.UserReachesTyped, "maps", () =>
        StoreEntry(Table.Slots, PageTableEntry.Present | PageTableEntry.User | PageTableEntry.NoExecute));

    [Fact]
    public void A_large_user_mapping_is_seen_when_one_of_its_pages_is_free() => Expect(UndefinedBehaviour.UserReachesTyped, "maps", () =>
    {
        USegment segment = USegment.AllocLarge(), allButLast = segment.Slice(0, LargePage.Pages - 1);
        ulong paddr = segment.Paddr;
        StoreEntry(paddr, PageTableEntry.Present | PageTableEntry.User | PageTableEntry.NoExecute | PageTableEntry.Large, level: 2);
        segment.Dispose();
        StoreEntry(paddr, PageTableEntry.Present | PageTableEntry.User | PageTableEntry.NoExecute | PageTableEntry.Large, level: 2);
        allButLast.Dispose();
    });

    [Fact]
    public void A_user_program_that_reaches_a_page_after_it_was_freed_is_seen() => Expect(UndefinedBehaviour.UserReachesTyped, "user program reads", () =>
    {
        UFrame frame = UFrame.Alloc();
        ulong paddr = frame.Paddr;
        frame.Dispose();
        ((ModelMachine)Machine).ReadUser8(paddr); // what a stale translation leads to
    });

    [Fact]
    public void A_device_that_reaches_a_page_table_is_seen() => Expect(UndefinedBehaviour.DeviceReachesTyped, "a device writes", () =>
        ((ModelMachine)Machine).DeviceWrite(source: 0x18, Memory.Space.Root, new byte[64])); // nothing confines it: the machine has no IOMMU

    [Fact]
    public void Kernel_memory_that_is_writable_and_executable_is_seen() => Expect(UndefinedBehaviour.WritableAndExecutable, "writable and executable", () =>
        StoreEntry(UFrame.Alloc().Paddr, PageTableEntry.Present | PageTableEntry.Writable));

    [Fact]
    public void A_field_that_two_CPUs_write_without_order_races() => Expect(UndefinedBehaviour.DataRace, "nothing orders these two", () =>
    {
        var shared = new object();
        Task.Spawn(WriteOften);
        WriteOften();

        void WriteOften()
        {
            for (int i = 0; i < 1000; i++)
            {
                Woven.Write(shared, field: 0, site: 0); // as woven code says it
                Machine.Pause();
            }
        }
    });

    [Theory]
    [InlineData(MemoryOrder.Release, true)]
    [InlineData(MemoryOrder.Relaxed, false)]
    public void A_release_and_an_acquire_order_accesses_and_relaxed_ones_do_not(MemoryOrder order, bool isOrdered)
    {
        var clocks = new HappensBefore(cpus: 2);
        int before = clocks.Now(0);
        clocks.OnAtomic(0, word: 1, AtomicAccess.Store, order);
        clocks.OnAtomic(1, word: 1, AtomicAccess.Load, order == MemoryOrder.Release ? MemoryOrder.Acquire : order);
        Assert.Equal(isOrdered, clocks.IsBefore(0, before, observer: 1));
        Assert.False(clocks.IsBefore(1, clocks.Now(1), observer: 0));
    }

    [Fact]
    public void A_full_fence_on_both_sides_orders_relaxed_accesses()
    {
        var clocks = new HappensBefore(cpus: 2);
        int before = clocks.Now(0);
        clocks.OnAtomic(0, 0, AtomicAccess.Fence, MemoryOrder.SeqCst);
        clocks.OnAtomic(0, word: 1, AtomicAccess.Store, MemoryOrder.Relaxed);
        clocks.OnAtomic(1, word: 1, AtomicAccess.Load, MemoryOrder.Relaxed);
        Assert.False(clocks.IsBefore(0, before, observer: 1));
        clocks.OnAtomic(1, 0, AtomicAccess.Fence, MemoryOrder.SeqCst);
        Assert.True(clocks.IsBefore(0, before, observer: 1));
    }

    [Fact]
    public void An_interprocessor_interrupt_orders_what_its_sender_did_before()
    {
        var clocks = new HappensBefore(cpus: 2);
        int before = clocks.Now(0);
        clocks.OnInterruptSent(from: 0, to: 1);
        int after = clocks.Now(0);
        clocks.OnInterruptTaken(1);
        Assert.True(clocks.IsBefore(0, before, observer: 1));
        Assert.False(clocks.IsBefore(0, after, observer: 1));
    }

    // ---- Tools ------------------------------------------------------------------------------------------------

    /// <summary>Runs what is undefined. Returns the report, which says what it was and which line of this file did it.</summary>
    private static string Expect(UndefinedBehaviour kind, string says, Action body, ModelOptions? options = null)
    {
        var seen = Assert.Throws<UndefinedBehaviourException>(() => ModelKernel.Run(body, (options ?? new ModelOptions()) with
        {
            MemoryMiB = 8,
            Cpus = kind == UndefinedBehaviour.DataRace ? 2 : 1,
            DetectUndefinedBehaviour = true,
            Inject = DefaultPolicies.Inject,
        }));
        Assert.Equal(kind, seen.Kind);
        Assert.Contains(says, seen.Message);
        Assert.Matches("UndefinedBehaviourTests.cs:line [0-9]+", seen.Message);
        return seen.Message;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void GiveTheSlotBack(HeapSlot slot) => Assert.True(slot.Slab.TryReturn(slot));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseTheSlot(HeapSlot slot) => Machine.WritePhys64(slot.Paddr, SlotHeader.Object | SlotHeader.ColourA);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FreeThePage(UFrame frame) => frame.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ShareThePage(ulong word) => Machine.FetchAddPhys64(word, 1);

    /// <summary>A page that is being made: its claimer has written nothing yet.</summary>
    private static ulong ClaimBytes()
    {
        Assert.True(Memory.Frames.TryClaim(1, Page.Size, out ulong paddr));
        return paddr;
    }

    private static void EnterUser(UserRegisters registers)
    {
        Machine.DisableInterrupts();
        Machine.EnterUser(new UserState(0) { Registers = registers });
    }

    /// <summary>An entry in a page table that is not in force.</summary>
    private static void StoreEntry(ulong paddr, ulong rights, int level = 1)
    {
        Assert.True(Memory.Nodes.TryCreate(level, out ulong node));
        Machine.WritePhys64(node, paddr | rights);
    }
}
