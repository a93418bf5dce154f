using System;
using Ostd.Frames;
using Ostd.Sync;
using Ostd.UserSpace;

namespace Services.Pipes;

/// <summary>
/// Bytes on their way, first in, first out, in pages that are taken when first needed. An empty ring starts over at its first
/// page, so that little traffic keeps using the same one.
/// </summary>
/// <remarks>No lock of its own: the pipe's protects it. <see cref="Count"/> and <see cref="Capacity"/> may be asked without.</remarks>
public sealed class PipeRing : IDisposable
{
    private UFrame?[] _pages;
    private long _head;
    private long _tail;

    // What the three amount to, for those who look without the lock.
    private AtomicInt32 _capacity;
    private AtomicInt32 _count = new();

    /// <param name="pages">A power of two.</param>
    public PipeRing(int pages)
    {
        _pages = new UFrame?[pages];
        _capacity = new AtomicInt32(pages * Page.Size);
    }

    public int Capacity => _capacity.Load(MemoryOrder.Acquire);
    public int Count => _count.Load(MemoryOrder.Acquire);

    /// <summary>Without the lock, a guess.</summary>
    public int Room => Capacity - Count;

    /// <summary>Takes at most <paramref name="limit"/> bytes from the source, and no more than there is room for. Returns how many.</summary>
    /// <exception cref="OutOfMemoryException">No page; what was taken before stays.</exception>
    public long Fill(ref VmReader source, long limit, out bool faulted)
    {
        long start = _tail;
        long end = _tail + Math.Min(Math.Min(limit, Room), source.Remaining);
        faulted = false;
        while (_tail < end && !faulted)
        {
            int inPage = (int)_tail & (Page.Size - 1);
            UFrame frame = _pages[Slot(_tail)] ??= UFrame.Alloc();
            VmWriter page = frame.Writer();
            page.Skip(inPage);
            page.Limit(Math.Min(Page.Size - inPage, end - _tail));
            _tail += source.Read(ref page, out faulted);
            TellCount();
        }
        return _tail - start;
    }

    /// <summary>Gives the destination as many bytes as there are and fit. Returns how many.</summary>
    public long Drain(ref VmWriter destination, out bool faulted)
    {
        long start = _head;
        long end = _head + Math.Min(Count, destination.Remaining);
        faulted = false;
        while (_head < end && !faulted)
        {
            int inPage = (int)_head & (Page.Size - 1);
            VmReader page = _pages[Slot(_head)]!.Reader();
            page.Skip(inPage);
            page.Limit(Math.Min(Page.Size - inPage, end - _head));
            _head += page.Read(ref destination, out faulted);
        }
        long moved = _head - start;
        if (_head == _tail)
            _head = _tail = 0;
        TellCount();
        return moved;
    }

    /// <summary>Changes the capacity. The contents fit the new one.</summary>
    public void Resize(int pages)
    {
        var contents = new byte[Count];
        var all = new VmWriter(contents);
        Drain(ref all, out _);
        Dispose();
        _pages = new UFrame?[pages];
        _capacity.Store(pages * Page.Size, MemoryOrder.Release);
        var back = new VmReader(contents);
        Fill(ref back, contents.Length, out _);
    }

    /// <summary>Drops the contents and releases the pages.</summary>
    public void Dispose()
    {
        _head = _tail = 0;
        TellCount();
        foreach (ref UFrame? page in _pages.AsSpan())
        {
            page?.Dispose();
            page = null;
        }
    }

    private void TellCount() => _count.Store((int)(_tail - _head), MemoryOrder.Release);

    private int Slot(long position) => (int)(position >> Page.Shift) & (_pages.Length - 1);
}
