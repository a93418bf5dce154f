using System;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Panics;
using Services.Policies;
using Xunit;

namespace Ostd.Tests;

/// <summary>Invariant 1 against policies for pages that lie: each lie stops the machine and names the rule, before anything is touched.</summary>
public sealed class LyingFrameAllocatorTests
{
    private const string InUse = "The frame allocator returned a page that is in use.";
    private const string NotRam = "The frame allocator returned an address that is misaligned or not RAM.";

    [Fact]
    public void The_same_page_twice()
    {
        ulong? first = null;
        Lie(InUse, (honest, _) => new Liar(honest) { Answer = _ => first ??= honest.Alloc(1, 4096) });
    }

    [Theory]
    [InlineData(0x1000)] // low memory, kept out
    [InlineData(0x10_0000)] // the kernel image
    [InlineData(0xa_0000)] // the legacy hole
    public void Memory_that_is_not_free(ulong paddr) => Lie(InUse, (honest, _) => new Liar(honest) { Answer = _ => paddr });

    [Theory]
    [InlineData(0x1000_0000_0000)] // beyond RAM
    [InlineData(0xfee0_0000)] // the local APIC
    [InlineData(ulong.MaxValue - 4095)]
    [InlineData(0x20_0001)] // unaligned
    [InlineData(0x1f_fffc0)]
    public void Addresses_that_are_not_pages_of_RAM(ulong paddr) => Lie(NotRam, (honest, _) => new Liar(honest) { Answer = _ => paddr });

    [Fact]
    public void The_metadata_array_itself() =>
        Lie(InUse, (honest, kernel) => new Liar(honest) { Answer = _ => kernel.Memory.Frames.Table.Slots });

    [Fact]
    public void A_page_table() =>
        Lie(InUse, (honest, kernel) => new Liar(honest) { Answer = _ => kernel.Memory.Space.Root });

    [Fact]
    public void A_range_that_is_half_in_use() => Lie(
        InUse,
        (honest, _) => new Liar(honest) { Answer = pages => honest.Alloc(1, 4096)!.Value - 4096UL * (ulong)(pages - 1) },
        () => USegment.Alloc(3));

    [Fact]
    public void A_range_that_ends_beyond_RAM() => Lie(
        NotRam,
        (honest, kernel) => new Liar(honest) { Answer = pages => kernel.Memory.Frames.Table.End - 4096 },
        () => USegment.Alloc(2));

    [Fact]
    public void A_misaligned_range() => Lie(
        NotRam,
        (honest, _) => new Liar(honest) { Answer = pages => honest.Alloc(pages + 1, 2 << 20)!.Value + 4096 },
        () => Kernel.Current.Memory.Frames.TryClaim(4, 4 * 4096, out _));

    [Fact]
    public void An_exception() => Lie(
        "A frame allocator must not throw",
        (honest, _) => new Liar(honest) { Answer = _ => throw new InvalidOperationException("oops") });

    [Fact]
    public void A_call_back_into_the_framework() => Lie(
        "it re-entered the framework",
        (honest, _) => new Liar(honest) { Answer = _ => { UFrame.Alloc(); return null; } });

    [Fact]
    public void No_memory_is_an_exception_and_not_a_panic()
    {
        ModelKernel.Run(() =>
        {
            Assert.Throws<OutOfMemoryException>(() => UFrame.Alloc());
            Assert.Throws<OutOfMemoryException>(() => USegment.Alloc(2));
            Assert.Throws<OutOfMemoryException>(() => new UserSpace.VmSpace());
        }, With((honest, _) => new Liar(honest) { Answer = _ => null }));
    }

    [Fact]
    public void Injecting_twice_is_refused()
    {
        ModelOutcome outcome = ModelKernel.RunToEnd(
            () => Kernel.Current.InjectFrameAllocator(new BuddyAllocator()),
            new ModelOptions { Inject = kernel => kernel.InjectFrameAllocator(new BuddyAllocator()) });
        Assert.Contains("A frame allocator is injected once.", outcome.Console);
    }

    private static void Lie(string rule, Func<IFrameAllocator, Kernel, Liar> make, Action? use = null)
    {
        ModelOutcome outcome = ModelKernel.RunToEnd(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                if (use is null)
                    UFrame.Alloc();
                else
                    use();
            }
        }, With(make));
        Assert.Equal(Panic.ExitCode, outcome.ExitCode);
        Assert.Contains(rule, outcome.Console);
    }

    /// <summary>The liar is honest until the first task runs.</summary>
    private static ModelOptions With(Func<IFrameAllocator, Kernel, Liar> make) => new()
    {
        Inject = kernel => kernel.InjectFrameAllocator(make(new BuddyAllocator(), kernel)),
    };

    private sealed class Liar(IFrameAllocator honest) : IFrameAllocator
    {
        public required Func<int, ulong?> Answer { get; init; }

        public long FreePages => honest.FreePages;

        public ulong? Alloc(int pages, ulong alignment)
        {
            bool booting = Tasks.Task.Current.IsIdle || Tasks.Task.Current.Name != "main";
            return booting ? honest.Alloc(pages, alignment) : Answer(pages);
        }

        public void Dealloc(ulong paddr, int pages) => honest.Dealloc(paddr, pages);

        public void AddFreeMemory(ulong paddr, ulong pages) => honest.AddFreeMemory(paddr, pages);
    }
}
