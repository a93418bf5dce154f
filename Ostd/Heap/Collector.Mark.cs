using System.Runtime.CompilerServices;
using Ostd.Frames;
using Ostd.Paging;
using Ostd.Panics;
using Ostd.Seam;

namespace Ostd.Heap;

internal sealed partial class Collector
{
    /// <summary>Room for this many objects that are marked but not followed yet. When it overflows, the heap is walked for those that were left out.</summary>
    internal const int DefaultMarkStackPages = 64;

    // A stack of references in memory of its own, growing upwards: addresses in the linear map.
    private ulong _stackBottom, _stackTop, _stackHalf, _stackEnd;
    private bool _overflowed;

    private long _liveBytes;

    private void InitializeMarkStack()
    {
        if (!_pool.TryClaimFree(DefaultMarkStackPages, Page.Size, out ulong paddr))
            Panic.Stop("There is no memory for the collector to start with.");
        for (int i = 0; i < DefaultMarkStackPages; i++)
            _pool.Table.PublishUnique(paddr + (ulong)i * Page.Size, FrameKind.Metadata);
        _stackBottom = paddr + KernelLayout.LinearBase;
        LimitMarkStack(DefaultMarkStackPages * Page.Size / 8);
    }

    /// <summary>For tests: makes overflows likely.</summary>
    internal void LimitMarkStack(int entries)
    {
        _stackTop = _stackBottom;
        _stackHalf = _stackBottom + (ulong)entries * 8 / 2;
        _stackEnd = _stackBottom + (ulong)entries * 8;
    }

    /// <summary>Any word: marks the block it points into, if it does.</summary>
    private void MarkIfBlock(ulong word)
    {
        ulong block = _slabs.BlockAt(word - KernelLayout.LinearBase);
        if (block == 0)
            return;
        ulong reference = block + KernelLayout.LinearBase + SlotHeader.ReferenceOffset;
        ulong type = _machine.ReadKernel64(reference);
        if (type - _imageStart < _imageEnd - _imageStart)
            MarkReference(reference);
        else
            SetColour(reference - SlotHeader.ReferenceOffset); // no type yet, so no references either
    }

    /// <summary>A reference to an object: marks it, and remembers to follow what it refers to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MarkReference(ulong reference)
    {
        Machine machine = _machine;
        ulong header = machine.ReadKernel64(reference - SlotHeader.ReferenceOffset);
        if ((header & LiveColour) != 0)
            return;
        machine.WriteKernel64(reference - SlotHeader.ReferenceOffset, header & ~SlotHeader.Colours | LiveColour);
        ulong typeWord = machine.ReadKernel64(machine.ReadKernel64(reference));
        _liveBytes += (long)ObjectLayout.SizeOf(machine, reference, typeWord);
        if ((typeWord & ObjectLayout.HasReferences) == 0)
            return;
        if (_stackTop == _stackEnd)
        {
            _overflowed = true;
            return;
        }
        machine.WriteKernel64(_stackTop, reference);
        _stackTop += 8;
    }

    /// <summary>Follows everything on the stack, and what that leads to.</summary>
    private void Drain()
    {
        while (true)
        {
            while (_stackTop != _stackBottom)
            {
                _stackTop -= 8;
                Follow(_machine.ReadKernel64(_stackTop));
            }
            if (!_overflowed)
                return;
            _overflowed = false;
            FollowAllMarked();
        }
    }

    /// <summary>Marks what an object refers to.</summary>
    private void Follow(ulong reference)
    {
        Machine machine = _machine;
        ulong type = machine.ReadKernel64(reference);
        ulong size = ObjectLayout.SizeOf(machine, reference, machine.ReadKernel64(type));
        long series = (long)machine.ReadKernel64(type - 8);
        if (series < 0)
        {
            FollowElements(reference, type, size, -series);
            return;
        }
        for (ulong at = type - 16; series > 0; series--, at -= 16)
        {
            ulong start = reference + machine.ReadKernel64(at);
            MarkRange(start, start + machine.ReadKernel64(at - 8) + size);
        }
    }

    /// <summary>An array of structures: the same pattern of references for every element.</summary>
    private void FollowElements(ulong reference, ulong type, ulong size, long items)
    {
        Machine machine = _machine;
        ulong at = reference + machine.ReadKernel64(type - 16);
        // The size counts the header, which lies before the reference, instead of the end of the object.
        ulong end = reference - SlotHeader.ReferenceOffset + size;
        while (at < end)
        {
            for (long i = 0; i < items; i++)
            {
                ulong item = machine.ReadKernel64(type - 24 - (ulong)i * 8);
                ulong stop = at + (item & 0xffff_ffff) * 8;
                MarkRange(at, stop);
                at = stop + (item >> 32);
            }
        }
    }

    /// <summary>Every word of the range is a reference or null.</summary>
    private void MarkRange(ulong at, ulong end)
    {
        Machine machine = _machine;
        for (; at < end; at += 8)
        {
            ulong reference = machine.ReadKernel64(at);
            if (reference != 0)
                MarkReference(reference);
        }
    }

    private void SetColour(ulong block) =>
        _machine.WriteKernel64(block, _machine.ReadKernel64(block) & ~SlotHeader.Colours | LiveColour);

    // ---- Overflow --------------------------------------------------------------------------------------------

    /// <summary>Follows every marked object again: those that did not fit on the stack are among them. Each round marks more, so the rounds end.</summary>
    private void FollowAllMarked()
    {
        _machine.GetBootObjects(out ulong bootBlock, out ulong bootEnd);
        while (bootBlock < bootEnd)
        {
            ulong reference = bootBlock + SlotHeader.ReferenceOffset;
            FollowIfMarked(bootBlock);
            bootBlock += (ObjectLayout.SizeOf(_machine, reference) + 15) & ~15UL;
        }
        for (int sizeClass = 0; sizeClass < SweepLists.ClassCount; sizeClass++)
        {
            for (ulong page = _slabs.Sweepable.FirstOf(sizeClass); page != 0; page = _slabs.Sweepable.NextOf(page))
            {
                int count = _slabs.SlotsAt(page, out ulong slotSize);
                for (int i = 0; i < count; i++)
                    FollowIfMarked(KernelLayout.LinearBase + page + (ulong)i * slotSize);
            }
        }
    }

    private void FollowIfMarked(ulong block)
    {
        ulong header = _machine.ReadKernel64(block);
        if (!SlotHeader.IsObject(header) || (header & LiveColour) == 0)
            return;
        ulong reference = block + SlotHeader.ReferenceOffset;
        ulong type = _machine.ReadKernel64(reference);
        if (type - _imageStart >= _imageEnd - _imageStart || (_machine.ReadKernel64(type) & ObjectLayout.HasReferences) == 0)
            return;
        Follow(reference);
        // Room for the next one, whatever this one marked.
        while (_stackTop > _stackHalf)
        {
            _stackTop -= 8;
            Follow(_machine.ReadKernel64(_stackTop));
        }
    }
}
