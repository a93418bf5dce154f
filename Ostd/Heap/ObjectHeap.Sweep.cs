using System;
using Ostd.Frames;
using Ostd.Seam;

namespace Ostd.Heap;

/// <summary>
/// Sweeping, a little with every refill: what the last collection found dead goes back to the policy before the policy is asked for more.
/// </summary>
internal sealed partial class ObjectHeap : IMemoryPressure
{
    /// <summary>Slabs that one refill sweeps at most in search of slots of its own size.</summary>
    private const int MaxSlabsPerRefill = 8;

    /// <summary>Dead large blocks that a large allocation looks for.</summary>
    private const int LargeSweepGoal = 4;

    /// <summary>Sweeps slabs of a slot size until enough dead ones were found, and one of some other size, so that all are swept by the next collection.</summary>
    private void SweepFor(int cpu, int slotSize, int wanted)
    {
        if (_slabs.Sweepable.IsAllSwept)
            return;
        int sizeClass = SweepLists.ClassOf(slotSize);
        int found = 0;
        for (int i = 0; i < MaxSlabsPerRefill && found < wanted && !_slabs.Sweepable.IsSwept(sizeClass); i++)
            found += SweepOne(cpu, sizeClass);

        ref int hand = ref _sweepHands[cpu];
        for (int i = 0; i < SweepLists.ClassCount; i++)
        {
            if (!_slabs.Sweepable.IsSwept(hand))
            {
                SweepOne(cpu, hand);
                return;
            }
            hand = (hand + 1) % SweepLists.ClassCount;
        }
    }

    /// <summary>Sweeps everything that is left; true when there was something.</summary>
    private bool SweepAll(int cpu)
    {
        bool any = false;
        for (int sizeClass = 0; sizeClass < SweepLists.ClassCount; sizeClass++)
        {
            while (!_slabs.Sweepable.IsSwept(sizeClass))
            {
                SweepOne(cpu, sizeClass);
                any = true;
            }
        }
        return any;
    }

    /// <summary>For the collector: everything is swept before the next marks are made.</summary>
    public void FinishSweep() => SweepAll(_machine.CurrentCpu);

    private int SweepOne(int cpu, int sizeClass)
    {
        Span<HeapSlot> dead = _dead[cpu];
        if (!_slabs.TrySweepNext(sizeClass, dead, out int count, out int slotSize) || count == 0)
            return 0;
        GiveBack(slotSize, dead[..count]);
        return count;
    }

    // ---- When memory is exhausted ----------------------------------------------------------------------------

    /// <summary>Inside an allocation: first what is dead already, then a collection.</summary>
    private bool TryRelieveInside(int cpu, int attempt)
    {
        switch (attempt)
        {
            case 0:
                if (SweepAll(cpu))
                    return true;
                goto case 1;
            case 1:
                Collector.Collect();
                SweepAll(cpu);
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// For who needs pages: a collection, whose dead slabs go back, and the handles that were dropped, if this is a place where they may be released. Twice: whatever a dropped
    /// handle leads to is found dead by the collection after the one that found the handle.
    /// </summary>
    bool IMemoryPressure.TryRelieve(int pages, int attempt)
    {
        if (attempt > 1 || !IsReady)
            return false;
        CollectNow();
        if (!Tasks.AtomicMode.IsAtomic)
            _kernel.Dropped.Drain();
        return true;
    }

    /// <summary>Collects and sweeps, wherever objects may be allocated.</summary>
    public void CollectNow()
    {
        if (!IsReady)
            return;
        using var off = new InterruptsOff(_machine);
        int cpu = _machine.CurrentCpu;
        if (_inside[cpu])
            return; // a policy asks for pages inside an allocation, which collects by itself
        _inside[cpu] = true;
        Collector.Collect();
        SweepAll(cpu);
        _inside[cpu] = false;
    }
}
