using System.Collections.Generic;
using Ostd.Frames;
using Ostd.Heap;
using Ostd.Paging;
using Ostd.Tasks;

namespace Ostd.Model.Shadow;

/// <summary>
/// References that the collector did not see. When the first dead object of a collection is reclaimed, everything that can be reached is found once more, by another
/// algorithm and without the collector's marks. What is dead cannot come back, so an object that is reclaimed and can be reached was overlooked.
/// </summary>
internal sealed partial class ShadowMemory
{
    // For each block: where a reference to it was found.
    private readonly Dictionary<ulong, ulong> _reachable = [];

    // Which collection the set was made after. Its number is known a moment after its colour, when others may be sweeping already.
    private (long Number, ulong Colour) _reachableAfter = (-1, 0);

    private void OnReclaimed(ulong slot)
    {
        ObjectHeap heap = Kernel.Current.Memory.Heap;
        var collection = (heap.Collector.Statistics.Collections, heap.Collector.LiveColour);
        if (_reachableAfter != collection)
        {
            _reachableAfter = collection;
            FindReachable();
        }
        if (_reachable.TryGetValue(slot, out ulong at))
            Report(UndefinedBehaviour.InvisibleReference, $"the object in slot {slot:x} is reclaimed, and {DescribeRoot(at)} still refers to it", _slots.GetValueOrDefault(slot, PageAt(slot).Last));
    }

    private void FindReachable()
    {
        _reachable.Clear();
        var pending = new Stack<ulong>();
        foreach ((ulong start, ulong end) in _machine.StaticRoots)
            Visit(start, end, pending);
        for (Task? task = Kernel.Current.Tasks.FirstWhileStopped; task is not null; task = task.NextInRegistry)
        {
            if (task.Stack is { } stack && _machine.StackPointerOf(task.Context) is not 0 and var low)
                Visit(low, stack.Top, pending);
        }
        while (pending.TryPop(out ulong block))
            Follow(block, pending);
    }

    private void Visit(ulong start, ulong end, Stack<ulong> pending)
    {
        for (ulong at = (start + 7) & ~7UL; at + 8 <= end; at += 8)
        {
            ulong block = Kernel.Current.Memory.Slabs.BlockAt(ReadRaw(at) - KernelLayout.LinearBase);
            if (block != 0 && _reachable.TryAdd(block, at))
                pending.Push(block);
        }
    }

    /// <summary>The words of an object that its type says are references.</summary>
    private void Follow(ulong block, Stack<ulong> pending)
    {
        ulong reference = block + KernelLayout.LinearBase + SlotHeader.ReferenceOffset;
        ulong type = ReadRaw(reference);
        if (type < KernelLayout.ImageBase)
            return; // no type yet
        ulong typeWord = ReadRaw(type);
        if ((typeWord & ObjectLayout.HasReferences) == 0)
            return;
        ulong size = (typeWord >> 32) + ((typeWord & ObjectLayout.HasComponents) != 0 ? (typeWord & 0xffff) * (uint)ReadRaw(reference + ObjectLayout.LengthOffset) : 0);
        long series = (long)ReadRaw(type - 8);
        for (ulong i = 0; (long)i < series; i++)
        {
            ulong start = reference + ReadRaw(type - 16 - i * 16);
            Visit(start, start + ReadRaw(type - 24 - i * 16) + size, pending);
        }
        if (series >= 0)
            return;
        ulong end = reference - SlotHeader.ReferenceOffset + size;
        for (ulong at = reference + ReadRaw(type - 16); at < end;)
        {
            for (ulong i = 0; i < (ulong)-series; i++)
            {
                ulong item = ReadRaw(type - 24 - i * 8);
                Visit(at, at + (uint)item * 8, pending);
                at += (uint)item * 8 + (item >> 32);
            }
        }
    }

    private string DescribeRoot(ulong at)
    {
        foreach ((ulong start, ulong end) in _machine.StaticRoots)
        {
            if (at >= start && at < end)
                return $"a static field at {at:x}";
        }
        for (Task? task = Kernel.Current.Tasks.FirstWhileStopped; task is not null; task = task.NextInRegistry)
        {
            if (task.Stack is { } stack && at >= stack.Bottom && at < stack.Top)
                return $"the stack of {task} at {at:x}";
        }
        return $"an object, in its word at {at:x},";
    }

    /// <summary>A word of kernel memory, around the MMU and its caches.</summary>
    private ulong ReadRaw(ulong vaddr)
    {
        ulong paddr = vaddr >= KernelLayout.ImageBase ? vaddr - KernelLayout.ImageBase
            : vaddr is >= KernelLayout.LinearBase and < KernelLayout.LinearEnd ? vaddr - KernelLayout.LinearBase
            : EntryOf(vaddr) & EntryAddress | vaddr & (Page.Size - 1);
        return _machine.Memory.Read64(paddr);
    }
}
