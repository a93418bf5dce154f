using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs of the collector: it frees what lives, or keeps what does not.</summary>
internal static class Collector
{
    private const string Mark = "Ostd/Heap/Collector.Mark.cs", Finalizable = "Ostd/Heap/Collector.Finalizable.cs", World = "Ostd/Heap/WorldStop.cs", Topic = "collector";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("last-series-is-not-followed", 0, Topic, "References in the last part of an object are not followed.", Mark,
            "        for (ulong at = type - 16; series > 0; series--, at -= 16)\n", "        for (ulong at = type - 16; series > 1; series--, at -= 16)\n"),
        new("last-element-is-not-followed", 0, Topic, "The last structure of an array of structures keeps nothing alive.", Mark,
            "        while (at < end)\n", "        while (at + 24 < end)\n"),
        new("overflow-is-forgotten", 0, Topic, "What did not fit on the mark stack is not followed.", Mark,
            "            _overflowed = false;\n            FollowAllMarked();\n", "            _overflowed = false;\n"),
        new("interior-pointers-keep-nothing", 0, Topic, "A root that points into an object does not keep it.", Mark,
            "        if (block == 0)\n            return;\n        ulong reference", "        if (block == 0 || word != block + KernelLayout.LinearBase + SlotHeader.ReferenceOffset)\n            return;\n        ulong reference"),
        new("free-blocks-are-swept", 0, Topic, "Blocks in the CPUs' free lists are swept, and made objects of twice.", "Ostd/Heap/Collector.cs",
            "        _heap.RecolourFreeLists(LiveColour);\n", ""),
        new("sweep-is-not-finished", 0, Topic, "The dead of one collection count as alive in the next but one.", "Ostd/Heap/Collector.cs",
            "            _heap.FinishSweep();\n", ""),
        new("dropped-handles-keep-nothing", 0, Topic, "What a dropped handle refers to is freed before the handle is released.", Finalizable,
            "        MarkDropped();\n        Drain();\n", ""),
        new("dropped-handles-come-twice", 0, Topic, "A dropped handle is released again and again.", Finalizable,
            "                    _machine.WriteKernel64(block, header & ~SlotHeader.Finalizable);\n                at = _finalizable.Remove(at);\n",
            "                    _machine.WriteKernel64(block, header);\n                at = _finalizable.Next(at);\n"),
        new("new-blocks-have-the-dead-colour", 0, Topic, "Objects made after a collection are swept as if it had found them dead.", "Ostd/Heap/ObjectHeap.cs",
            "SlotHeader.Object | Collector.LiveColour;", "SlotHeader.Object | Collector.LiveColour ^ SlotHeader.Colours;"),
        new("colour-read-before-the-lock", 0, Topic, "Who waits for a slab to sweep while the world is stopped sweeps it by the marks of the collection before.", "Ostd/Heap/SlabTable.Sweep.cs",
            "        ulong first = Sweepable.EnterNext(sizeClass);\n        if (first != 0)\n        {\n            ulong kindWord = _pool.Table.KindWordOf(first);\n            slotSize = IsSlab(kindWord) ? SlotSizeOf(kindWord) : LargePagesOf(first) << Page.Shift;\n            count = Sweep(first, kindWord, (ulong)(IsSlab(kindWord) ? slotSize : 0), Sweepable.LiveColour, dead);\n        }\n",
            "        ulong liveColour = Sweepable.LiveColour;\n        ulong first = Sweepable.EnterNext(sizeClass);\n        if (first != 0)\n        {\n            ulong kindWord = _pool.Table.KindWordOf(first);\n            slotSize = IsSlab(kindWord) ? SlotSizeOf(kindWord) : LargePagesOf(first) << Page.Shift;\n            count = Sweep(first, kindWord, (ulong)(IsSlab(kindWord) ? slotSize : 0), liveColour, dead);\n        }\n"),
        new("unfinished-blocks-are-swept", 0, Topic, "A block that waits to be watched while the world is stopped is swept as dead.", "Ostd/Heap/ObjectHeap.cs",
            "            if (_unfinished[cpu] != 0)\n", "            if (_unfinished[cpu] == ulong.MaxValue)\n"),
        new("world-stop-awaits-nobody", 0, Topic, "The collector marks while the others still move.", World,
            "        while (_call.Stopped.Load(MemoryOrder.Acquire) != count)\n            _kernel.AnswerWhileWaiting();\n", "        _ = count;\n"),
        new("second-collection-for-nothing", 0, "frames", "What only dropped handles led to is freed, and the allocation that it was freed for fails.", "Ostd/Heap/ObjectHeap.Sweep.cs",
            "        if (!Tasks.AtomicMode.IsAtomic)\n            _kernel.Dropped.Drain();\n        return true;\n",
            "        if (Tasks.AtomicMode.IsAtomic)\n            return attempt == 0;\n        return _kernel.Dropped.Drain() > 0 || attempt == 0;\n"),
        new("world-stop-counts-on", 0, Topic, "Those who stopped the last time are taken for stopped.", World,
            "        _call.Prepare();\n", "        _call.Released.Store(false, MemoryOrder.Relaxed);\n"),
        new("world-resume-awaits-nobody", 0, Topic, "The world may be stopped again while some still stand, who then wait for each other.", World,
            "        _kernel.Interprocessor.Finish(_call);\n", ""),
        new("cross-call-sends-no-interrupt", 0, Topic, "A CPU that does not wait for anything never learns that it is called.", "Ostd/Traps/Interprocessor.cs",
            "            _kernel.LocalApic.SendInterrupt(_kernel.Cpus[cpu].ApicId, Vectors.CrossCall);\n", ""),
        new("interrupt-from-user-dropped", 0, Topic, "An interrupt that ends user mode is not handled.", "Ostd/User/UserMode.cs",
            "                TrapEntry.Interrupt(trap.Vector, fromUser: true);\n", ""),
        new("heap-lock-waits-deaf", 0, Topic, "Who waits for a lock of the heap does not stop for who has it and collects.", "Ostd/Heap/HeapLock.cs",
            "            kernel.AnswerWhileWaiting();\n", "            kernel.Machine.Pause();\n"),
        new("allocation-is-interrupted", 0, Topic, "A CPU is stopped while it holds blocks that are in no list yet, and they are swept.", "Ostd/Heap/ObjectHeap.cs",
            "        using var off = new InterruptsOff(_machine);\n", ""),
    ];
}
