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

    public override long NewLocation() => (long)(_current + 1) << MakerShift | ++_made[_current];

    public override void BeforeAtomic(AtomicCell? cell, AtomicAccess access, MemoryOrder order)
    {
        Step();
        if (cell is null)
            Tell(new AtomicEvent(_current, 0, null, access, order, 0, 0));
    }

    public override void AfterAtomic(AtomicCell cell, AtomicAccess access, MemoryOrder order, ulong before, ulong after) =>
        Tell(new AtomicEvent(_current, cell.Location, cell, access, order, before, after));

    public override ulong CompareExchangePhys64(ulong paddr, ulong value, ulong comparand)
    {
        Step();
        ulong old = Memory.CompareExchange64(paddr, value, comparand);
        Tell(new AtomicEvent(_current, LocationOf(paddr), null, AtomicAccess.ReadModifyWrite, MemoryOrder.SeqCst, old, old == comparand ? value : old));
        return old;
    }

    public override ulong ExchangePhys64(ulong paddr, ulong value)
    {
        Step();
        ulong old = Memory.Exchange64(paddr, value);
        Tell(new AtomicEvent(_current, LocationOf(paddr), null, AtomicAccess.ReadModifyWrite, MemoryOrder.SeqCst, old, value));
        return old;
    }

    public override ulong FetchAddPhys64(ulong paddr, ulong delta)
    {
        Step();
        ulong old = Memory.FetchAdd64(paddr, delta);
        Tell(new AtomicEvent(_current, LocationOf(paddr), null, AtomicAccess.ReadModifyWrite, MemoryOrder.SeqCst, old, unchecked(old + delta)));
        return old;
    }

    public override ulong LoadPhys64(ulong paddr, MemoryOrder order)
    {
        Step();
        ulong value = Memory.Read64(paddr);
        Tell(new AtomicEvent(_current, LocationOf(paddr), null, AtomicAccess.Load, order, value, value));
        return value;
    }

    public override void StorePhys64(ulong paddr, ulong value, MemoryOrder order)
    {
        Step();
        ulong old = Memory.Read64(paddr);
        Memory.Write64(paddr, value);
        Tell(new AtomicEvent(_current, LocationOf(paddr), null, AtomicAccess.Store, order, old, value));
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
