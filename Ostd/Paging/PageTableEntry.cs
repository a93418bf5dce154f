using Ostd.Frames;
using Ostd.UserSpace;

namespace Ostd.Paging;

/// <summary>
/// An entry of a page table, as x86-64 defines it (Intel SDM volume 3, section 4.5), and the bits that it leaves to us.
/// </summary>
/// <remarks>
/// A user mapping that may not be accessed at all (PROT_NONE) keeps its page: <see cref="Tracked"/> says that the entry owns a reference on a
/// page, whether or not <see cref="Present"/> lets the hardware use it. Only <see cref="IsMapped"/> says whether something is there.
/// </remarks>
internal static class PageTableEntry
{
    public const ulong Present = 1 << 0;
    public const ulong Writable = 1 << 1;
    public const ulong User = 1 << 2;
    public const ulong WriteThrough = 1 << 3;
    public const ulong CacheDisable = 1 << 4;
    public const ulong Accessed = 1 << 5;
    public const ulong Dirty = 1 << 6;

    /// <summary>Above the leaf level: a large page. In a leaf the same bit selects the upper half of the PAT, which in a large page another bit does.</summary>
    public const ulong Large = 1 << 7;
    public const ulong LeafPat = 1 << 7;
    public const ulong LargePat = 1 << 12;
    public const ulong Global = 1 << 8;

    /// <summary>Ours: the entry owns a reference on the untyped page it names; one of a large page, on each page in it.</summary>
    public const ulong Tracked = 1 << 9;

    /// <summary>Ours: <see cref="PageFlags.Client"/> and <see cref="PageFlags.Read"/>, which the hardware does not know.</summary>
    public const ulong Client = 1 << 10;
    public const ulong Readable = 1 << 11;

    /// <summary>Ours, in a bit that the hardware ignores: the entry maps device memory, which the space keeps taken.</summary>
    public const ulong Device = 1UL << 52;

    /// <summary>Ours, likewise, in an entry that leads to a leaf table: the table took the place of a large page that TLBs may still hold.</summary>
    public const ulong Unsettled = 1UL << 53;
    public const ulong NoExecute = 1UL << 63;

    public const ulong AddressMask = 0x000f_ffff_ffff_f000;
    public const ulong LargeAddressMask = AddressMask & ~(ulong)(LargePage.Size - 1);

    /// <summary>An entry that points to the next table: the leaf alone restricts.</summary>
    public const ulong UserTable = Present | Writable | User;
    public const ulong KernelTable = Present | Writable;

    /// <summary>Entry 4 of the page-attribute table: write combining instead of its default, write back. The others keep their defaults.</summary>
    public const uint PatMsr = 0x277;
    public const ulong PatValue = 0x0007_0401_0007_0406;

    public static bool IsMapped(ulong entry) => (entry & (Tracked | Device)) != 0;

    /// <summary>Whether the entry owns a reference on the page it names.</summary>
    public static bool OwnsReference(ulong entry) => (entry & Tracked) != 0;

    /// <summary>A user leaf entry that owns a reference on <paramref name="paddr"/>.</summary>
    public static ulong Encode(ulong paddr, PageProperty property) =>
        paddr | Tracked | User | EncodeCache(property.Cache) | EncodeFlags(property.Flags);

    /// <summary>A user leaf entry for a page of device memory.</summary>
    public static ulong EncodeDevice(ulong paddr, PageProperty property) =>
        paddr | Device | User | EncodeCache(property.Cache) | EncodeFlags(property.Flags);

    /// <summary>Whether an entry above the leaf level maps a large page; else it leads to a table, or is zero.</summary>
    public static bool IsLarge(ulong entry) => (entry & Large) != 0;

    /// <summary>A user entry for a large page, that owns a reference on each page in it.</summary>
    public static ulong EncodeLarge(ulong paddr, PageProperty property)
    {
        ulong small = Encode(paddr, property);
        return small & ~LeafPat | Large | ((small & LeafPat) != 0 ? LargePat : 0);
    }

    /// <summary>The leaf entry that maps the page of <paramref name="address"/> just as the large page <paramref name="large"/> does.</summary>
    public static ulong SmallPartOf(ulong large, ulong address)
    {
        ulong offset = Page.AlignDown(address) & (LargePage.Size - 1);
        return large & ~(Large | LargePat) | offset | ((large & LargePat) != 0 ? LeafPat : 0);
    }

    public static PageProperty Decode(ulong entry) => new(DecodeFlags(entry), DecodeCache(entry));

    /// <summary>Replaces what <see cref="PageFlags"/> say, keeps the page and its cache policy. Of large pages, too.</summary>
    public static ulong WithFlags(ulong entry, PageFlags flags) => entry & ~FlagBits | EncodeFlags(flags);

    public static PageFlags DecodeFlags(ulong entry)
    {
        PageFlags flags = PageFlags.None;
        if ((entry & Readable) != 0)
            flags |= PageFlags.Read;
        if ((entry & Writable) != 0)
            flags |= PageFlags.Write;
        if ((entry & NoExecute) == 0)
            flags |= PageFlags.Execute;
        if ((entry & Accessed) != 0)
            flags |= PageFlags.Accessed;
        if ((entry & Dirty) != 0)
            flags |= PageFlags.Dirty;
        if ((entry & Client) != 0)
            flags |= PageFlags.Client;
        return flags;
    }

    public static ulong EncodeCache(CachePolicy cache) => cache switch
    {
        CachePolicy.WriteBack => 0,
        CachePolicy.WriteThrough => WriteThrough,
        CachePolicy.WriteCombining => LeafPat,
        _ => WriteThrough | CacheDisable,
    };

    private const ulong FlagBits = Present | Readable | Writable | NoExecute | Accessed | Dirty | Client;

    private static ulong EncodeFlags(PageFlags flags)
    {
        ulong bits = 0;
        // Whatever may be accessed in some way can be read on this hardware.
        if ((flags & (PageFlags.Read | PageFlags.Write | PageFlags.Execute)) != 0)
            bits |= Present;
        if ((flags & PageFlags.Read) != 0)
            bits |= Readable;
        if ((flags & PageFlags.Write) != 0)
            bits |= Writable;
        if ((flags & PageFlags.Execute) == 0)
            bits |= NoExecute;
        if ((flags & PageFlags.Accessed) != 0)
            bits |= Accessed;
        if ((flags & PageFlags.Dirty) != 0)
            bits |= Dirty;
        if ((flags & PageFlags.Client) != 0)
            bits |= Client;
        return bits;
    }

    private static CachePolicy DecodeCache(ulong entry) => (entry & (LeafPat | CacheDisable | WriteThrough)) switch
    {
        0 => CachePolicy.WriteBack,
        WriteThrough => CachePolicy.WriteThrough,
        LeafPat => CachePolicy.WriteCombining,
        _ => CachePolicy.Uncacheable,
    };
}
