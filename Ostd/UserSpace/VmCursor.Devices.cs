using Ostd.Frames;
using Ostd.Io;
using Ostd.Paging;
using Ostd.Seam;

namespace Ostd.UserSpace;

/// <summary>Device memory in user space, for drivers that run there or hand a frame buffer out.</summary>
public ref partial struct VmCursor
{
    /// <summary>
    /// Maps <paramref name="length"/> bytes of device memory, from <paramref name="offset"/> on, at the cursor, and moves past them. The device memory stays taken until the
    /// space is freed, whatever is unmapped or disposed before: so no page of it is somebody else's while a user program can reach it.
    /// </summary>
    /// <param name="memory">Its window and the part asked for consist of whole pages: a user program reaches whole pages.</param>
    /// <param name="flags">Read and Write; never Execute.</param>
    /// <param name="offset">Bytes from the start of <paramref name="memory"/>.</param>
    /// <param name="length">Bytes, inside the device memory and inside the cursor's range.</param>
    /// <remarks>
    /// The cache policy is that of the device memory, so that no address has two memory types. In small pages: what a large one means over ranges to which the firmware gave
    /// different types is not defined (Intel SDM volume 3, "Large Page Size Considerations" of the memory type range registers). Allocates; does not sleep.
    /// </remarks>
    /// <exception cref="OstdException">InvalidArgs: not such a part, or something is mapped there already (the cursor stands there then). Stale: disposed.</exception>
    /// <exception cref="System.OutOfMemoryException">No page for a table.</exception>
    public void MapIoMem(IoMem memory, PageFlags flags, long offset, ulong length)
    {
        System.ArgumentNullException.ThrowIfNull(memory);
        CursorState state = Alive();
        ulong end = CheckLength(length);
        if ((flags & ~(PageFlags.Read | PageFlags.Write | PageFlags.Client)) != 0)
            throw new OstdException(OstdError.InvalidArgs, "Device memory is mapped readable and writable at most.");
        memory.BeginUse();
        try
        {
            bool isPart = offset >= 0 && offset <= memory.Length && length <= (ulong)(memory.Length - offset);
            if (!isPart || !Page.IsAligned(memory.Start) || !Page.IsAligned((ulong)memory.Length) || !Page.IsAligned((ulong)offset))
                throw new OstdException(OstdError.InvalidArgs, "Device memory is mapped to users in whole pages that lie inside it and belong to it alone.");
            state.Space!.Pin(memory);
            var property = new PageProperty(flags, memory.Cache);
            for (ulong paddr = memory.Start + (ulong)offset; _address < end; paddr += Page.Size)
                MapDevicePage(state, paddr, property);
        }
        finally
        {
            memory.EndUse();
        }
    }

    private void MapDevicePage(CursorState state, ulong paddr, PageProperty property)
    {
        ulong leaf = TableForMapping(state, _address, 1);
        ulong entry = PageTableEntry.EncodeDevice(paddr, property);
        if (Root.Machine.CompareExchangePhys64(PageTableNodes.EntryOf(leaf, _address, 1), entry, 0) != 0)
            throw new OstdException(OstdError.InvalidArgs, "A page is mapped where another is mapped already: unmap that first.");
        state.Space!.Nodes.AddUsed(leaf, 1);
        _address += Page.Size;
    }
}
