using System;
using Ostd;
using Ostd.Io;
using Ostd.UserSpace;

namespace InKernel.Ostd;

public static class IoTests
{
    // The second serial port: not used by anybody.
    private const ushort FreePort = 0x2f8;

    // In the hole for PCI devices.
    private const ulong FreeMemory = 0xe000_0000;

    [KernelTest]
    public static void Ports_of_the_framework_are_refused_at_every_boundary()
    {
        foreach ((ulong start, ulong end) in SensitiveRanges.Ports)
        {
            Denied(() => IoPort.Acquire((ushort)start, 1));
            Denied(() => IoPort.Acquire((ushort)(end - 1), 1));
            Denied(() => IoPort.Acquire((ushort)(end - 1), 4));
            if (start > 0)
                Denied(() => IoPort.Acquire((ushort)(start - 1), 2));
        }
        Denied(() => IoPort.Acquire(0, 0x1_0000));
    }

    [KernelTest]
    public static void Ranges_that_are_none_are_refused()
    {
        Refused(OstdError.InvalidArgs, () => IoPort.Acquire(FreePort, 0));
        Refused(OstdError.InvalidArgs, () => IoPort.Acquire(FreePort, -1));
        Refused(OstdError.InvalidArgs, () => IoPort.Acquire(0xffff, 2));
        Refused(OstdError.InvalidArgs, () => IoPort.Acquire(0xffff, int.MaxValue));
        Refused(OstdError.InvalidArgs, () => IoMem.Acquire(FreeMemory, 0));
        Refused(OstdError.InvalidArgs, () => IoMem.Acquire(FreeMemory, ulong.MaxValue));
        Refused(OstdError.InvalidArgs, () => IoMem.Acquire(ulong.MaxValue, 1));
        Refused(OstdError.InvalidArgs, () => IoMem.Acquire((1UL << 52) - 1, 2));
    }

    [KernelTest]
    public static void A_range_has_one_owner_until_it_is_given_back()
    {
        var ports = IoPort.Acquire(FreePort, 8);
        Denied(() => IoPort.Acquire(FreePort + 7, 2));
        Denied(() => IoPort.Acquire(FreePort - 1, 2));
        Denied(() => IoPort.Acquire(FreePort + 3, 1));
        using (IoPort.Acquire(FreePort + 8, 1))
        using (IoPort.Acquire(FreePort - 1, 1))
            ports.Dispose();
        ports.Dispose();
        Refused(OstdError.Stale, () => ports.Read8(0));
        using (IoPort.Acquire(FreePort, 8))
        {
        }
    }

    [KernelTest]
    public static void Accesses_stay_inside_the_range()
    {
        using var ports = IoPort.Acquire(FreePort, 8);
        ports.Read8(7);
        foreach (int offset in (int[])[-1, 8, int.MaxValue, int.MinValue])
            Refused(OstdError.InvalidArgs, () => ports.Read8(offset));
        Refused(OstdError.InvalidArgs, () => ports.Read16(7));
        Refused(OstdError.InvalidArgs, () => ports.Write32(5, 0));
    }

    [KernelTest]
    public static void Memory_and_interrupt_controllers_are_no_device_memory_for_clients()
    {
        Denied(() => IoMem.Acquire(0xfee0_0000, 4096));
        Denied(() => IoMem.Acquire(0xfec0_0000, 4));
        Denied(() => IoMem.Acquire(0xfed9_0000, 4096)); // an IOMMU's registers
        Denied(() => IoMem.Acquire(0xfdff_ffff, 2)); // reaches into them
        Denied(() => IoMem.Acquire(0x10_0000, 4096)); // RAM
        Denied(() => IoMem.Acquire(0xb_8000, 4096));
        Denied(() => IoMem.Acquire(0, 1UL << 40));
    }

    [KernelTest]
    public static void Device_memory_is_taken_by_whole_pages_and_reached_by_aligned_words()
    {
        var memory = IoMem.Acquire(FreeMemory + 0x10, 0x20);
        Denied(() => IoMem.Acquire(FreeMemory + 0x800, 4)); // the same page
        memory.Read32(0);
        memory.Read64(0x18);
        foreach (long offset in (long[])[-4, 0x20, 0x1e, long.MaxValue, long.MinValue])
            Refused(OstdError.InvalidArgs, () => memory.Read32(offset));
        Refused(OstdError.InvalidArgs, () => memory.Read16(1));
        Refused(OstdError.InvalidArgs, () => memory.Read64(0x1c));
        memory.Dispose();
        Refused(OstdError.Stale, () => memory.Read8(0));
        IoMem.Acquire(FreeMemory, 4096).Dispose();
    }

    [KernelTest]
    public static void A_range_is_taken_until_its_last_part_is_given_back()
    {
        var memory = IoMem.Acquire(FreeMemory, 0x3000);
        IoMem part = memory.Slice(0x1ffc, 8);
        IoMem inner = part.Slice(4, 4);
        foreach ((long offset, long length) in ((long, long)[])[(-1, 8), (0, 0), (0, -1), (0, 0x3001), (0x2fff, 2), (long.MaxValue, long.MaxValue), (long.MinValue, 1)])
            Refused(OstdError.InvalidArgs, () => memory.Slice(offset, length));
        memory.Dispose();
        Refused(OstdError.Stale, () => memory.Slice(0, 1));
        part.Read32(4);
        Refused(OstdError.InvalidArgs, () => part.Read64(0)); // 8 bytes at 1ffch are not aligned
        part.Dispose();
        inner.Read32(0);
        Denied(() => IoMem.Acquire(FreeMemory, 4)); // the first page, which no part reaches, goes with the rest
        inner.Dispose();
        IoMem.Acquire(FreeMemory, 4).Dispose();
    }

    [KernelTest]
    public static void Device_memory_is_mapped_once_at_a_time_with_one_policy()
    {
        foreach (CachePolicy cache in (CachePolicy[])[CachePolicy.WriteCombining, CachePolicy.Uncacheable, CachePolicy.WriteThrough])
        {
            using var memory = IoMem.Acquire(FreeMemory, 0x2000, cache);
            Check.Equal(cache, memory.Cache);
            using IoMem part = memory.Slice(0, 16);
            Check.Equal(cache, part.Cache);
        }
        Refused(OstdError.InvalidArgs, () => IoMem.Acquire(FreeMemory, 1, (CachePolicy)4));
        Refused(OstdError.InvalidArgs, () => IoMem.Acquire(FreeMemory, 1, (CachePolicy)255));
    }

    [KernelTest]
    public static void Acquiring_and_giving_back_costs_no_memory_for_ever()
    {
        for (int i = 0; i < 8; i++)
            IoMem.Acquire(FreeMemory, 0x20_0000).Dispose();
        long before = Kernel.Current.MemoryInfo.PageTableBytes;
        for (int i = 0; i < 40; i++)
            IoMem.Acquire(FreeMemory, 0x20_0000).Dispose();
        Check.Equal(before, Kernel.Current.MemoryInfo.PageTableBytes);
    }

    [KernelTest]
    public static void Longer_than_one_handle_may_be_is_refused_and_leaves_the_range_free()
    {
        ulong end = SensitiveRanges.EndOfMemory(Kernel.Current.Machine);
        ulong start = end / 2; // far above all RAM
        Refused(OstdError.NotEnoughResources, () => IoMem.Acquire(start, IoMem.MaxLength + 1));
        Refused(OstdError.InvalidArgs, () => IoMem.Acquire(end - 0x1000, 0x1001));
        Refused(OstdError.InvalidArgs, () => IoMem.Acquire(end, 1));
        IoMem.Acquire(start, 1).Dispose();
    }

    private static void Denied(Action action) => Refused(OstdError.AccessDenied, action);

    private static void Refused(OstdError error, Action action) => Check.Equal(error, Check.Throws<OstdException>(action).Error);
}
