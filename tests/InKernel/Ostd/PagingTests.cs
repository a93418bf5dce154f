using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.Paging;
using Ostd.Seam;

namespace InKernel.Ostd;

/// <summary>The kernel's own address space.</summary>
public static class PagingTests
{
    [KernelTest]
    public static void Nothing_in_the_kernel_half_is_writable_and_executable_or_reachable_by_users()
    {
        int leaves = 0;
        int executable = 0;
        Walk(Kernel.Current.Memory.Space.Root, 4, 0, (vaddr, entry) =>
        {
            leaves++;
            bool canExecute = (entry & PageTableEntry.NoExecute) == 0;
            Check.True(!canExecute || (entry & PageTableEntry.Writable) == 0, "W^X");
            Check.True((entry & PageTableEntry.User) == 0, "supervisor only");
            if (canExecute)
            {
                executable++;
                Check.True(vaddr >= KernelLayout.ImageBase, "only the image has code");
            }
        });
        Check.True(leaves > 16 && executable > 0, "the walk saw the tables");
    }

    [KernelTest]
    public static void Code_and_constants_cannot_be_written_through_the_linear_map()
    {
        foreach (ImageSection section in Root.Machine.ImageSections)
        {
            ulong entry = Find(KernelLayout.LinearBase + (section.Start - KernelLayout.ImageBase));
            Check.True((entry & PageTableEntry.Present) != 0, "mapped");
            Check.Equal(section.IsWritable, (entry & PageTableEntry.Writable) != 0);
            Check.True((entry & PageTableEntry.NoExecute) != 0, "the linear map is never executable");
        }
    }

    [KernelTest]
    public static void A_stack_has_its_pages_a_closed_reserve_and_a_guard()
    {
        KernelStack stack = Kernel.Current.Memory.Stacks.Take();
        KernelSpace space = Kernel.Current.Memory.Space;
        Machine machine = Root.Machine;
        for (ulong page = stack.Bottom; page < stack.Top; page += 4096)
            Check.True((Find(page) & PageTableEntry.Present) != 0, "stack page");
        for (ulong page = stack.GuardBottom + 4096; page < stack.Bottom; page += 4096)
        {
            ulong entry = machine.ReadPhys64(space.FindLeaf(page));
            Check.True((entry & PageTableEntry.Present) == 0 && (entry & PageTableEntry.AddressMask) != 0, "a reserve page has a frame but is not present");
        }
        Check.Equal(0UL, machine.ReadPhys64(space.FindLeaf(stack.GuardBottom)));
        machine.WriteKernel64(stack.Top - 8, 0x1234);
        machine.WriteKernel64(stack.Bottom, 0x5678);
        Check.Equal(0x1234UL, machine.ReadKernel64(stack.Top - 8));
        stack.Dispose();
        stack.Dispose();
    }

    [KernelTest]
    public static void Stacks_beyond_the_spare_ones_give_their_pages_back()
    {
        KernelStackPool pool = Kernel.Current.Memory.Stacks;
        var stacks = new List<KernelStack>();
        for (int i = 0; i < 80; i++)
            stacks.Add(pool.Take());
        var seen = new HashSet<ulong>();
        foreach (KernelStack stack in stacks)
            Check.True(seen.Add(stack.Top), "each has an area of its own");
        long during = Kernel.Current.MemoryInfo.FreeBytes;
        foreach (KernelStack stack in stacks)
            stack.Dispose();
        Check.True(Kernel.Current.MemoryInfo.FreeBytes >= during + 10 * 16 * 4096, "those that are not kept are unmapped and freed");
    }

    [KernelTest]
    public static void Areas_are_disjoint_and_join_again()
    {
        var areas = new VirtualAreas(0x10000, 0x10000 + 1000 * 4096);
        var random = new Lehmer(3);
        var taken = new List<(ulong Start, ulong Pages)>();
        byte[] owner = new byte[1000];
        for (int step = 0; step < 3000; step++)
        {
            if (random.Next(2) == 0 && taken.Count < 60)
            {
                ulong pages = 1 + (ulong)random.Next(12);
                ulong start = areas.Take(pages);
                for (ulong i = 0; i < pages; i++)
                    Check.Equal((byte)1, ++owner[(start - 0x10000) / 4096 + i]);
                taken.Add((start, pages));
            }
            else if (taken.Count > 0)
            {
                int at = random.Next(taken.Count);
                (ulong start, ulong pages) = taken[at];
                taken.RemoveAt(at);
                for (ulong i = 0; i < pages; i++)
                    owner[(start - 0x10000) / 4096 + i]--;
                areas.Return(start, pages);
            }
        }
        foreach ((ulong start, ulong pages) in taken)
            areas.Return(start, pages);
        Check.Equal(0x10000UL, areas.Take(1000));
        Check.Throws<OutOfMemoryException>(() => areas.Take(1));
    }

    private static ulong Find(ulong vaddr)
    {
        ulong node = Kernel.Current.Memory.Space.Root;
        for (int level = 4; ; level--)
        {
            ulong entry = Root.Machine.ReadPhys64(PageTableNodes.EntryOf(node, vaddr, level));
            if (level == 1 || (entry & PageTableEntry.Present) == 0 || level < 4 && (entry & PageTableEntry.Large) != 0)
                return entry;
            node = entry & PageTableEntry.AddressMask;
        }
    }

    private static void Walk(ulong node, int level, ulong vaddr, Action<ulong, ulong> leaf)
    {
        for (int i = level == 4 ? 256 : 0; i < 512; i++)
        {
            ulong entry = Root.Machine.ReadPhys64(node + (ulong)i * 8);
            ulong address = vaddr | (ulong)i << PageTableNodes.ShiftOf(level);
            if (level == 4)
                address |= 0xffff_0000_0000_0000;
            if ((entry & PageTableEntry.Present) == 0)
                continue;
            if (level == 1 || level < 4 && (entry & PageTableEntry.Large) != 0)
                leaf(address, entry);
            else
                Walk(entry & PageTableEntry.AddressMask, level - 1, address, leaf);
        }
    }
}
