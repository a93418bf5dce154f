using System;
using Ostd;
using Ostd.Frames;

namespace Verification.Attacks.Frames;

/// <summary>What a policy for pages must not answer.</summary>
internal enum FrameLie
{
    PageInUse,
    PageTable,
    Metadata,
    KernelImage,
    LowMemory,
    LegacyHole,
    CollectorTables,
    Misaligned,
    MisalignedToItsSize,
    BeyondMemory,
    DeviceRegisters,
    LastPageOfTheAddressSpace,
    EndsBeyondMemory,
    HalfInUse,
    Throws,
    ReEnters,
}

/// <summary>Each lie, and the rule that must stop the machine because of it, before anything is touched.</summary>
internal static class FrameLies
{
    private const string InUse = "The frame allocator returned a page that is in use.";
    private const string NotMemory = "The frame allocator returned an address that is misaligned or not RAM.";

    /// <param name="used">A page that is in use.</param>
    public static Func<int, ulong, ulong?> Answer(FrameLie lie, LyingFrameAllocator liar, ulong used)
    {
        Kernel kernel = Kernel.Current;
        return lie switch
        {
            FrameLie.PageInUse => (_, _) => used,
            FrameLie.PageTable => (_, _) => kernel.Memory.Space.Root,
            FrameLie.Metadata => (_, _) => kernel.Memory.Frames.Table.Slots,
            FrameLie.KernelImage => static (_, _) => 0x10_0000,
            FrameLie.LowMemory => static (_, _) => 0x1000,
            FrameLie.LegacyHole => static (_, _) => 0xa_0000,
            FrameLie.CollectorTables => (_, _) => FirstOf(kernel.Memory.Frames.Table, FrameKind.Metadata, after: kernel.Memory.Frames.Table.Slots),
            FrameLie.Misaligned => (pages, alignment) => liar.AllocHonestly(pages, alignment) + 8,
            FrameLie.MisalignedToItsSize => static (_, alignment) => 0x20_0000 + alignment / 2,
            FrameLie.BeyondMemory => static (_, _) => 0x1000_0000_0000,
            FrameLie.DeviceRegisters => static (_, _) => 0xfee0_0000,
            FrameLie.LastPageOfTheAddressSpace => static (_, _) => ulong.MaxValue - 4095,
            FrameLie.EndsBeyondMemory => (_, _) => kernel.Memory.Frames.Table.End - Page.Size,
            FrameLie.HalfInUse => (pages, _) => FreePageBeforeUsed(kernel.Memory.Frames.Table),
            FrameLie.Throws => static (_, _) => throw new InvalidOperationException("a policy that fails"),
            _ => (pages, alignment) =>
            {
                liar.Lie = null; // once is enough
                UFrame.Alloc();
                return liar.AllocHonestly(pages, alignment);
            },
        };
    }

    public static string RuleFor(FrameLie lie) => lie switch
    {
        FrameLie.Throws => "A frame allocator must not throw",
        FrameLie.ReEnters => "it re-entered the framework",
        FrameLie.Misaligned or FrameLie.MisalignedToItsSize or FrameLie.BeyondMemory or FrameLie.DeviceRegisters or FrameLie.LastPageOfTheAddressSpace
            or FrameLie.EndsBeyondMemory => NotMemory,
        _ => InUse,
    };

    /// <summary>How many pages somebody must ask for, so that the lie is one.</summary>
    public static int LeastPages(FrameLie lie) => lie is FrameLie.EndsBeyondMemory or FrameLie.HalfInUse ? 2 : 1;

    private static ulong FirstOf(FrameTable table, FrameKind kind, ulong after)
    {
        ulong page = after + (table.PageCount * FrameTable.SlotSize + Page.Size - 1) / Page.Size * Page.Size;
        while (table.KindOf(page) != kind)
            page += Page.Size;
        return page;
    }

    private static ulong FreePageBeforeUsed(FrameTable table)
    {
        for (ulong page = 0; ; page += Page.Size)
        {
            if (table.ReferencesOf(page) == FrameTable.Unused && table.ReferencesOf(page + Page.Size) != FrameTable.Unused)
                return page;
        }
    }
}
