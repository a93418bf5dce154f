using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Seam;
using Ostd.UserSpace;
using Verification.Attacks.Frames;

namespace Verification.Properties.Frames;

/// <summary>The picture beside the system: pages with a count and bytes, and what each operation does to them.</summary>
internal sealed partial class FrameProperty
{
    private const int MappedPages = 16;
    private const ulong MapBase = 0x40_0000;

    private readonly long _freeBefore = Kernel.Current.MemoryInfo.FreeBytes;
    private readonly VmSpace _space = new();
    private readonly List<Held> _handles = [];
    private readonly Dictionary<ulong, Picture> _pages = [];
    private readonly Picture?[] _mapped = new Picture?[MappedPages];

    /// <summary>Leaves memory full of what former owners wrote.</summary>
    private FrameProperty()
    {
        using USegment old = USegment.Alloc(256);
        old.Fill(0, 0xa5, old.Length);
    }

    private sealed class Picture(ulong paddr)
    {
        public readonly ulong Paddr = paddr;
        public readonly byte[] Bytes = new byte[Page.Size];
        public int Count;
    }

    private sealed class Held(FrameHandle handle, Picture[] pages)
    {
        public readonly FrameHandle Handle = handle;
        public readonly Picture[] Pages = pages;
        public bool IsDisposed;
    }

    private Held? Pick<T>(int which)
        where T : FrameHandle
    {
        for (int i = 0; i < _handles.Count; i++)
        {
            Held held = _handles[(which + i) % _handles.Count];
            if (held.Handle is T)
                return held;
        }
        return null;
    }

    private Held Add(FrameHandle handle, bool isNew, bool isZero = true)
    {
        var pages = new Picture[handle.ByteLength / Page.Size];
        for (int i = 0; i < pages.Length; i++)
        {
            ulong paddr = handle.Paddr + (ulong)i * Page.Size;
            bool isKnown = _pages.TryGetValue(paddr, out Picture? page);
            Require(isKnown != isNew, isNew ? $"page {paddr:x} was handed out, which is in use" : $"a handle on page {paddr:x}, which is nobody's");
            page ??= _pages[paddr] = new Picture(paddr);
            page.Count++;
            pages[i] = page;
            RequireEqual(FrameKind.Untyped, Kernel.Current.Memory.Frames.Table.KindOf(paddr), $"the kind of page {paddr:x}, which a client holds");
        }
        var held = new Held(handle, pages);
        _handles.Add(held);
        if (isNew && isZero)
            RequireBytes(held, 0, ReadAll(held));
        return held;
    }

    private void Release(Picture? page)
    {
        if (page is not null && --page.Count == 0)
            _pages.Remove(page.Paddr);
    }

    private void DisposeHandle(Held held)
    {
        held.Handle.Dispose(); // again is harmless
        if (held.IsDisposed)
            return;
        held.IsDisposed = true;
        foreach (Picture page in held.Pages)
            Release(page);
    }

    /// <summary>The same pages, held by another handle from now on.</summary>
    private void Replace(Held old, FrameHandle handle)
    {
        old.IsDisposed = true;
        foreach (Picture page in old.Pages)
            page.Count--;
        Add(handle, isNew: false);
    }

    // ---- What the system must answer -------------------------------------------------------------------------

    /// <summary>Makes the call, which must be refused as stale if the handle was disposed; null then.</summary>
    private T? Allowed<T>(Held held, Func<T> call)
        where T : class
    {
        if (!held.IsDisposed)
            return call();
        RequireEqual(OstdError.Stale, RequireThrows<OstdException>(() => call(), "a disposed handle").Error, "the error for a disposed handle");
        return null;
    }

    /// <summary>Makes the call, which must be refused if the range leaves the pages or the handle was disposed; false then.</summary>
    private static bool Allowed(Held held, long offset, long length, Action call)
    {
        bool isInside = offset >= 0 && length >= 0 && (Int128)offset + length <= held.Pages.Length * Page.Size;
        if (isInside && !held.IsDisposed)
        {
            call();
            return true;
        }
        OstdError error = RequireThrows<OstdException>(call, $"offset {offset}, length {length} of {held.Pages.Length} pages, {(held.IsDisposed ? "disposed" : "alive")}").Error;
        RequireEqual(isInside ? OstdError.Stale : OstdError.InvalidArgs, error, "the error for such a range");
        return false;
    }

    private static void RequireInvalid(Action call, string what) =>
        RequireEqual(OstdError.InvalidArgs, RequireThrows<OstdException>(call, what).Error, what);

    private void AllocSegment(int pages)
    {
        if (pages is < 1 or > FramePool.MaxPages)
        {
            RequireInvalid(() => USegment.Alloc(pages), $"a segment of {pages} pages");
            return;
        }
        try
        {
            Add(USegment.Alloc(pages), isNew: true);
        }
        catch (OutOfMemoryException) when (pages > 64)
        {
        }
    }

    private void TakeSlice(Held held, int first, int count)
    {
        var segment = (USegment)held.Handle;
        bool isInside = first >= 0 && count > 0 && (long)first + count <= held.Pages.Length;
        if (!isInside)
            RequireInvalid(() => segment.Slice(first, count), $"{count} pages from {first} on, of {held.Pages.Length}");
        else if (Allowed(held, () => segment.Slice(first, count)) is { } slice)
            Require(Add(slice, isNew: false).Pages[0] == held.Pages[first], "a slice begins at another page");
    }

    private void TakePage(Held held, int index)
    {
        var segment = (USegment)held.Handle;
        if (index < 0 || index >= held.Pages.Length)
            RequireInvalid(() => segment.Frame(index), $"page {index} of {held.Pages.Length}");
        else if (Allowed(held, () => segment.Frame(index)) is { } frame)
            Require(Add(frame, isNew: false).Pages[0] == held.Pages[index], "another page");
    }

    private void MakeUnique(Held held)
    {
        var frame = (UFrame)held.Handle;
        if (held.IsDisposed)
        {
            Allowed(held, () => frame.TryIntoUnique(out _) ? frame : frame);
            return;
        }
        bool isUnique = frame.TryIntoUnique(out UniqueFrame? unique);
        RequireEqual(held.Pages[0].Count == 1, isUnique, $"whether a page with {held.Pages[0].Count} references becomes unique");
        if (isUnique)
            Replace(held, unique!);
        else
            RequireEqual(held.Pages[0].Count, frame.ReferenceCount, "references after the refusal");
    }

    private void CopyPage(Held to, Held from)
    {
        if (to == from || !to.IsDisposed && !from.IsDisposed)
        {
            ((UFrame)to.Handle).CopyFrom((UFrame)from.Handle);
            from.Pages[0].Bytes.CopyTo(to.Pages[0].Bytes, 0);
            return;
        }
        RequireEqual(
            OstdError.Stale, RequireThrows<OstdException>(() => ((UFrame)to.Handle).CopyFrom((UFrame)from.Handle), "a disposed handle").Error, "the error for a disposed handle");
    }

    /// <summary>Puts the count where no handle could bring it in a test's time, and back.</summary>
    private void CloneFull(Held held)
    {
        if (held.IsDisposed)
            return;
        FrameTable table = Kernel.Current.Memory.Frames.Table;
        ulong word = table.SlotOf(held.Pages[0].Paddr) + FrameTable.ReferenceWord;
        ulong before = Root.Machine.ReadPhys64(word);
        var machine = (ModelMachine)Root.Machine;
        machine.Forge(word, FrameTable.MaxReferences);
        OstdException refused = RequireThrows<OstdException>(() => ((UFrame)held.Handle).Clone(), "a page with the largest count");
        RequireEqual(OstdError.Overflow, refused.Error, "the error for too many references");
        RequireEqual(FrameTable.MaxReferences, Root.Machine.ReadPhys64(word), "the count after the refusal");
        machine.Forge(word, before);
    }

    private void MapAt(Held held, int at)
    {
        ulong address = MapBase + (ulong)at * Page.Size;
        if (held.IsDisposed || _mapped[at] is not null)
            return;
        using VmCursor cursor = _space.Cursor(address, address + Page.Size);
        cursor.Map((UFrame)held.Handle, new PageProperty(PageFlags.Read | PageFlags.Write));
        _mapped[at] = held.Pages[0];
        held.Pages[0].Count++;
    }

    private void UnmapAt(int at)
    {
        ulong address = MapBase + (ulong)at * Page.Size;
        using (VmCursor cursor = _space.Cursor(address, address + Page.Size))
            RequireEqual(_mapped[at] is null ? 0L : 1L, cursor.Unmap(Page.Size), "pages unmapped");
        Release(_mapped[at]);
        _mapped[at] = null;
    }

    private void TellLie(FrameLie what, int pages, int which)
    {
        ulong used = Pick<FrameHandle>(which) is { IsDisposed: false } held ? held.Handle.Paddr : Kernel.Current.Memory.Space.Root;
        LyingFrameAllocator liar = LyingFrameAllocator.Current;
        liar.Lie = FrameLies.Answer(what, liar, used);
        RequirePanic(() => USegment.Alloc(Math.Max(pages, FrameLies.LeastPages(what))), FrameLies.RuleFor(what));
    }

    // ---- Bytes -----------------------------------------------------------------------------------------------

    private static byte[] Filled(int length, byte value)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }

    private static byte[] Copied(Held held) => (byte[])held.Pages[0].Bytes.Clone();

    private static byte[] ReadAll(Held held)
    {
        byte[] bytes = new byte[held.Pages.Length * Page.Size];
        held.Handle.Read(0, bytes);
        return bytes;
    }

    private static void Bytes(Held held, int offset, int length, byte[] bytes)
    {
        for (int i = 0; i < length; i++)
            held.Pages[(offset + i) / Page.Size].Bytes[(offset + i) % Page.Size] = bytes[i];
    }

    private static void RequireBytes(Held held, int offset, byte[] found)
    {
        for (int i = 0; i < found.Length; i++)
        {
            Picture page = held.Pages[(offset + i) / Page.Size];
            byte expected = page.Bytes[(offset + i) % Page.Size];
            if (expected != found[i])
                RequireEqual(expected, found[i], $"byte {(offset + i) % Page.Size:x} of page {page.Paddr:x}");
        }
    }
}
