using System;
using System.Collections.Generic;
using Ostd.Sync;

namespace Ostd.Model;

/// <summary>Atomic operations as events: where they come from, and who watches them.</summary>
internal sealed partial class ModelMachine
{
    // Words of physical memory, and words of the host: names that cannot be confused.
    private const long PhysicalTag = 1L << 62;
    private const int MakerShift = 40;

    private readonly List<IMachineObserver> _observers = [];
    private int _silence;

    // How many words each CPU has made.
    private long[] _made = [];

    internal void Attach(IMachineObserver observer) => _observers.Add(observer);

    /// <summary>What runs now is no part of the machine's run: it only looks, or threads are being unwound and their <c>finally</c> blocks run on whatever CPU was last.</summary>
    internal bool IsSilent => _silence != 0 || _unwinding;

    /// <summary>What runs inside is no part of the machine's run: its operations are no steps and nobody is told of them.</summary>
    internal void Silently(Action look)
    {
        _silence++;
        try
        {
            look();
        }
        finally
        {
            _silence--;
        }
    }

    /// <summary>The name of a word of physical memory as a location of atomic operations.</summary>
    internal static long LocationOf(ulong paddr) => PhysicalTag | (long)paddr;

    /// <summary>Whether a location is a word of physical memory, and which.</summary>
    internal static bool IsPhysical(long location, out ulong paddr)
    {
        paddr = (ulong)(location & ~PhysicalTag);
        return (location & PhysicalTag) != 0;
    }

    public override long NewLocation(bool isLate)
    {
        if (isLate && _exploring && _silence == 0)
            Fail(new ModelViolationException("An atomic is used that was never constructed. Its field must be made with `= new()` (arrays: AtomicRef.Array): otherwise the word would be named by whoever comes first."));
        long location = (long)(_current + 1) << MakerShift | ++_made[_current];
        _options.WordMade?.Invoke(location);
        return location;
    }

    public override void BeforeAtomic(AtomicCell? cell, AtomicAccess access, MemoryOrder order)
    {
        if (!_exploring)
            Step();
        else if (cell is not null)
            VisibleAccess(access, cell.Location, cell);
        else if (_schedule!.HasStoreBuffers)
            Visible(new PendingStep(StepKind.Local, 0, "fence", Drains: true));
        if (cell is null)
            Tell(new AtomicEvent(_current, 0, null, access, order, 0, 0));
    }

    /// <summary>While exploring, the step waits until the word is free, so that no execution has an attempt that fails and is repeated.</summary>
    /// <remarks>
    /// Nothing that could be seen is lost. An attempt that fails writes nothing; between it and the next the loop only looks, at that word alone. What it does besides is drain the CPU's store buffer,
    /// which may do so by itself while the step waits; a lock that is found free without that is found by a CPU that was slow. An interrupt arrives while the step waits, as it would between two
    /// attempts: no loop opens or closes interrupts in between. The one thing that a loop does besides looking, answering calls with interrupts off, ends the wait (<see cref="IsCalled"/>):
    /// then an attempt does fail. A caller that does something else when it fails (<c>TryLock</c>) says <c>CompareExchange</c>, and its attempts are steps as any.
    /// What is not seen is somebody who never gets the lock because others always do: that is fairness.
    /// Checked by: MachineSearchTests.Attempts_that_fail_lead_to_no_other_outcomes.
    /// </remarks>
    public override void BeforeTake(AtomicCell cell)
    {
        if (!_exploring)
            Step();
        else
            VisibleAccess(AtomicAccess.ReadModifyWrite, cell.Location, cell, _options.AttemptsFail ? WaitKind.Nothing : WaitKind.UntilFree);
    }

    public override void AfterAtomic(AtomicCell cell, AtomicAccess access, MemoryOrder order, ulong before, ulong after) =>
        Happened(new AtomicEvent(_current, cell.Location, cell, access, order, before, after));

    public override bool TryBufferStore(AtomicCell cell, MemoryOrder order) => TryBuffer(new BufferedStore(cell, 0, 0, order, 0));

    private bool TryBuffer(in BufferedStore store)
    {
        if (!_exploring || _silence != 0 || !_schedule!.HasStoreBuffers)
            return false;
        if (HasInterrupts)
            Visible(new PendingStep(StepKind.Local, 0, "store enters the store buffer")); // an interrupt may come before it
        Cpu.StoreBuffer.Enqueue(store with { After = Cpu.LastStep });
        return true;
    }

    private void VisibleAccess(AtomicAccess access, long location, AtomicCell? cell = null, WaitKind waits = WaitKind.Nothing)
    {
        if (location == 0)
            Fail(new ModelViolationException("An atomic is used that was made outside of every machine: build what a scenario uses inside it."));
        StepKind kind = access switch { AtomicAccess.Load => StepKind.Read, AtomicAccess.Store => StepKind.Write, _ => StepKind.ReadModifyWrite };
        Visible(new PendingStep(kind, location, Waits: waits, Drains: access != AtomicAccess.Load, Cell: cell));
        _versionBefore = VersionOf(cell, location);
    }

    private void BeforePhysical(AtomicAccess access, ulong paddr)
    {
        if (_exploring)
            VisibleAccess(access, LocationOf(paddr));
        else
            Step();
    }

    private void Happened(in AtomicEvent e)
    {
        Tell(e);
        if (!_exploring || _silence != 0)
            return;
        if (e.Cell is null && (e.Access == AtomicAccess.Store || e.Before != e.After))
            CountWrite(e.Location);
        _schedule!.Report(e, writes: VersionOf(e.Cell, e.Location) != _versionBefore);
        Watch(e.Cell, e.Location, e.Before, e.After);
    }

    public override ulong CompareExchangePhys64(ulong paddr, ulong value, ulong comparand)
    {
        BeforePhysical(AtomicAccess.ReadModifyWrite, paddr);
        ulong old = Memory.CompareExchange64(paddr, value, comparand);
        Happened(new AtomicEvent(_current, LocationOf(paddr), null, AtomicAccess.ReadModifyWrite, MemoryOrder.SeqCst, old, old == comparand ? value : old));
        return old;
    }

    public override ulong ExchangePhys64(ulong paddr, ulong value)
    {
        BeforePhysical(AtomicAccess.ReadModifyWrite, paddr);
        ulong old = Memory.Exchange64(paddr, value);
        Happened(new AtomicEvent(_current, LocationOf(paddr), null, AtomicAccess.ReadModifyWrite, MemoryOrder.SeqCst, old, value));
        return old;
    }

    public override ulong FetchAddPhys64(ulong paddr, ulong delta)
    {
        BeforePhysical(AtomicAccess.ReadModifyWrite, paddr);
        ulong old = Memory.FetchAdd64(paddr, delta);
        Happened(new AtomicEvent(_current, LocationOf(paddr), null, AtomicAccess.ReadModifyWrite, MemoryOrder.SeqCst, old, unchecked(old + delta)));
        return old;
    }

    public override ulong LoadPhys64(ulong paddr, MemoryOrder order)
    {
        BeforePhysical(AtomicAccess.Load, paddr);
        ulong value = ReadThroughBuffer(paddr);
        Happened(new AtomicEvent(_current, LocationOf(paddr), null, AtomicAccess.Load, order, value, value));
        return value;
    }

    public override void StorePhys64(ulong paddr, ulong value, MemoryOrder order)
    {
        if (order != MemoryOrder.SeqCst && TryBuffer(new BufferedStore(null, paddr, value, order, 0)))
            return;
        BeforePhysical(AtomicAccess.Store, paddr);
        ulong old = Memory.Read64(paddr);
        Memory.Write64(paddr, value);
        Happened(new AtomicEvent(_current, LocationOf(paddr), null, AtomicAccess.Store, order, old, value));
    }

    // A CPU reads through its own store buffer: the youngest of its stores to the word wins.
    private ulong ReadThroughBuffer(ulong paddr)
    {
        ulong value = Memory.Read64(paddr);
        if (_exploring && _silence == 0)
            foreach (BufferedStore store in Cpu.StoreBuffer)
                if (store.Cell is null && store.Address == paddr)
                    value = store.Value;
        return value;
    }

    private void Tell(in AtomicEvent e)
    {
        if (_observers.Count == 0 || _silence != 0)
            return;
        _silence++;
        foreach (IMachineObserver observer in _observers)
            observer.OnAtomic(e);
        _silence--;
    }

    /// <summary>For whoever reaches memory, devices included, right before.</summary>
    internal void TellOfAccess(
        ulong paddr, ulong length, bool isWrite, AccessForm form = AccessForm.Bytes, Accessor by = Accessor.Kernel, ulong value = 0)
    {
        if (_observers.Count == 0 || _silence != 0)
            return;
        _silence++;
        foreach (IMachineObserver observer in _observers)
            observer.OnPhysical(new PhysicalAccess(_current, paddr, length, isWrite, form, by, value));
        _silence--;
    }

    private void Tell(Action<IMachineObserver> news)
    {
        if (_observers.Count == 0 || _silence != 0)
            return;
        _silence++;
        foreach (IMachineObserver observer in _observers)
            news(observer);
        _silence--;
    }
}
