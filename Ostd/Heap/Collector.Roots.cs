using Ostd.Paging;
using Ostd.Seam;
using Ostd.Tasks;

namespace Ostd.Heap;

internal sealed partial class Collector
{
    /// <summary>Types lie inside the image; a word elsewhere is the link of a free list, or the type is not stored yet.</summary>
    private ulong _imageStart, _imageEnd;

    /// <summary>Marks everything that can be reached without the heap, and follows it.</summary>
    private void MarkRoots(ulong stackPointer)
    {
        _machine.VisitStaticRoots(this);
        MarkBootObjects();
        Drain();
        MarkStacks(stackPointer);
        MarkDropped();
        Drain();
    }

    /// <summary>A range of words, any of which may be a reference.</summary>
    void IRootVisitor.VisitRange(ulong start, ulong end)
    {
        for (ulong word = (start + 7) & ~7UL; word + 8 <= end; word += 8)
            MarkIfBlock(_machine.ReadKernel64(word));
        Drain();
    }

    /// <summary>
    /// Objects that were made before the heap live for ever: each is a root. They lie one behind the other.
    /// </summary>
    private void MarkBootObjects()
    {
        _machine.GetBootObjects(out ulong block, out ulong end);
        while (block < end)
        {
            ulong reference = block + SlotHeader.ReferenceOffset;
            ulong size = ObjectLayout.SizeOf(_machine, reference);
            MarkReference(reference);
            if (_stackTop >= _stackHalf)
                Drain();
            block += (size + 15) & ~15UL;
        }
    }

    /// <summary>The stacks of all tasks, from the stack pointer up. Every other CPU is stopped, and has said where its own is.</summary>
    private void MarkStacks(ulong stackPointer)
    {
        int here = _machine.CurrentCpu;
        for (Task? task = _kernel.Tasks.FirstWhileStopped; task is not null; task = task.NextInRegistry)
        {
            int cpu = task.RunningOn.Load(Sync.MemoryOrder.Relaxed) - 1;
            ulong low = cpu < 0 ? _machine.StackPointerOf(task.Context) : cpu == here ? stackPointer : _world.StackPointerOf(cpu);
            ulong high = task.Stack is { } stack ? stack.Top : _machine.BootStackTop(task.Cpu.Index);
            if (low != 0 && low < high)
                ((IRootVisitor)this).VisitRange(low, high);
        }
    }

    private void FindImage()
    {
        _imageStart = ulong.MaxValue;
        foreach (ImageSection section in _machine.ImageSections)
        {
            _imageStart = System.Math.Min(_imageStart, section.Start);
            _imageEnd = System.Math.Max(_imageEnd, section.End);
        }
    }
}
