using System;
using System.Collections.Generic;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Paging;
using Ostd.Panics;
using Ostd.Seam;
using Ostd.Traps;
using Ostd.UserSpace;
using Xunit;

namespace Ostd.Tests;

/// <summary>The kernel half of every address space, at its limits.</summary>
public sealed class KernelSpaceTests
{
    // A hole for devices.
    private const ulong Device = 0xe000_0000;

    [Theory]
    [InlineData(Device, 0UL)]
    [InlineData(PageTableEntry.AddressMask - 4096, 1UL << 20)]
    public void A_device_range_that_is_none_is_refused(ulong paddr, ulong length) => ModelKernel.Run(
        () => Assert.Equal(OstdError.InvalidArgs, Assert.Throws<OstdException>(() => Kernel.Current.Memory.Space.MapDevice(paddr, length)).Error));

    [Fact]
    public void A_device_that_cannot_be_mapped_for_want_of_a_table_leaves_nothing_mapped() => ModelKernel.Run(
        () =>
        {
            KernelSpace space = Kernel.Current.Memory.Space;
            const ulong Length = 64UL << 20; // many tables
            var taken = new List<UFrame>();
            try
            {
                while (true)
                    taken.Add(UFrame.Alloc());
            }
            catch (OutOfMemoryException)
            {
            }
            for (int i = 0; i < 3; i++) // enough to begin
            {
                taken[^1].Dispose();
                taken.RemoveAt(taken.Count - 1);
            }
            Assert.Throws<OutOfMemoryException>(() => space.MapDevice(Device, Length));
            foreach (UFrame frame in taken)
                frame.Dispose();
            ulong mapped = space.MapDevice(Device, Length); // the addresses are free: to map a page twice would stop the machine
            space.UnmapDevice(Kernel.Current, Page.AlignDown(mapped), Length);
        },
        new ModelOptions { MemoryMiB = 8 });

    [Theory]
    [InlineData(KernelLayout.AreasBase - 4096, 0UL)]
    [InlineData(KernelLayout.AreasEnd, 0UL)]
    [InlineData(KernelLayout.AreasBase + 1, 0UL)]
    [InlineData(KernelLayout.AreasBase, 1UL)]
    public void Outside_of_the_range_for_areas_none_is_mapped(ulong vaddr, ulong paddr)
    {
        ModelOutcome outcome = ModelKernel.RunToEnd(() => Kernel.Current.Memory.Space.TryMapArea(vaddr, paddr, present: true));
        Assert.Equal(Panic.ExitCode, outcome.ExitCode);
        Assert.Contains("Kernel areas are mapped page by page inside the range for areas.", outcome.Console);
    }

    [Fact]
    public void A_page_of_an_area_is_mapped_once()
    {
        ModelOutcome outcome = ModelKernel.RunToEnd(() =>
        {
            KernelSpace space = Kernel.Current.Memory.Space;
            space.TryMapArea(space.MapDevice(Device, Page.Size), Device, present: true);
        });
        Assert.Contains("A page of a kernel area is mapped twice.", outcome.Console);
    }

    [Fact]
    public void A_fault_in_a_copy_is_resolved_with_interrupts_enabled() => ModelKernel.Run(() =>
    {
        var handler = new Looks();
        Kernel.Current.UserFaultHandler = handler;
        using (new InterruptsOff(Root.Machine)) // as the trap leaves them
        {
            Assert.True(KernelFault.TryResolveUserFault(0x40_0000, PageFaultAccess.None));
            Assert.False(Root.Machine.InterruptsEnabled);
        }
        Assert.True(handler.HadInterrupts);
        Assert.False(KernelFault.TryResolveUserFault(VmSpace.UserEnd, PageFaultAccess.None)); // no address of a user's
    });

    private sealed class Looks : IUserFaultHandler
    {
        public bool HadInterrupts { get; private set; }

        public bool TryResolve(ulong address, PageFaultAccess access)
        {
            HadInterrupts = Root.Machine.InterruptsEnabled;
            return true;
        }
    }
}
