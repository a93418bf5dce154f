namespace Ostd.Frames;

/// <summary>What a page that is in use holds. Only <see cref="Untyped"/> pages may be reached as bytes by clients, mapped to users or given to devices.</summary>
internal enum FrameKind : byte
{
    /// <summary>In no use; belongs to the frame allocator.</summary>
    None = 0,
    Untyped,
    PageTable,

    /// <summary>What the IOMMU reads: its tables and its queue.</summary>
    IommuTable,
    Slab,
    LargeSlot,
    KernelStack,

    /// <summary>Tables of the framework itself: frame metadata, the collector's lists.</summary>
    Metadata,

    /// <summary>Not RAM, or firmware's. Never freed.</summary>
    Reserved,

    /// <summary>The kernel image, the initial file system, what the boot flow uses. Never freed.</summary>
    Boot,
}
