using System;
using Ostd.Dma;
using Ostd.Iommu;
using Ostd.Sync;

namespace Ostd.Traps;

/// <summary>Who handles which interrupt vector.</summary>
/// <remarks>
/// The shares of a vector are a singly linked list. Raising walks it without a lock: shares are pushed and unlinked under the lock, by single stores that are in order on every CPU, and an
/// unlinked share still leads on to the rest, so that a walk that stands on it misses nobody who stays.
/// <code>
///   CPU 0: raise                           CPU 1: dispose of B, in A → B → C
///     stands on B                            A.Next = C
///     B.Run: disposed, so nothing runs
///     B.Next → C                             B.Next is never changed again
/// </code>
/// A vector is taken from its allocation until its last share was unlinked and the IOMMU has forgotten it: its next owner must not be open to the device of the last.
/// </remarks>
internal sealed class IrqTable
{
    /// <summary>For <see cref="Take"/>: whichever is free.</summary>
    internal const int AnyVector = 0;

    private const int Lines = Vectors.LastLine - Vectors.FirstLine + 1;

    private readonly Kernel _kernel;

    // Order: before the locks of the IOMMU. Protects what is taken, and the stores to the lists.
    private readonly SpinLock _lock = new(irq: true);
    private readonly bool[] _taken = new bool[Lines];
    private readonly AtomicRef<IrqLine?>[] _first = AtomicRef<IrqLine?>.Array(Lines);

    internal IrqTable(Kernel kernel) => _kernel = kernel;

    /// <summary>Interrupts on vectors nobody handles: late ones of a line that was given back, or noise.</summary>
    internal AtomicInt64 Unexpected = new();

    /// <summary>Takes a vector, or any. Any context.</summary>
    /// <exception cref="OstdException">InvalidArgs: not a line's; NotEnoughResources: taken.</exception>
    internal int Take(int vector)
    {
        if (vector != AnyVector && vector is < Vectors.FirstLine or > Vectors.LastLine)
            throw new OstdException(OstdError.InvalidArgs, $"Vector {vector:x} is not one of the interrupt lines', which are {Vectors.FirstLine:x} to {Vectors.LastLine:x}.");
        using var guard = _lock.Lock();
        int index = vector == AnyVector ? Array.IndexOf(_taken, false) : vector - Vectors.FirstLine;
        if (index < 0)
            throw new OstdException(OstdError.NotEnoughResources, "All interrupt vectors are taken.");
        if (_taken[index])
            throw new OstdException(OstdError.NotEnoughResources, $"Interrupt vector {vector:x} is taken.");
        _taken[index] = true;
        return Vectors.FirstLine + index;
    }

    /// <summary>Frees a vector that has no shares. Any context.</summary>
    internal void GiveBack(int vector)
    {
        _kernel.Iommu?.Interrupts.Close(vector);
        using var guard = _lock.Lock();
        _taken[vector - Vectors.FirstLine] = false;
    }

    /// <summary>Adds a share to a vector that the caller has. Any context.</summary>
    internal void Add(IrqLine line)
    {
        ref AtomicRef<IrqLine?> first = ref _first[line.Vector - Vectors.FirstLine];
        using var guard = _lock.Lock();
        line.Next.Store(first.Load(MemoryOrder.Relaxed), MemoryOrder.Relaxed);
        first.Store(line, MemoryOrder.Release);
    }

    /// <summary>Takes a share out that no handler runs for any more; with the last one the vector is free. Any context, does not allocate.</summary>
    internal void Remove(IrqLine line)
    {
        ref AtomicRef<IrqLine?> link = ref _first[line.Vector - Vectors.FirstLine];
        using (_lock.Lock())
        {
            while (link.Load(MemoryOrder.Relaxed) is { } other && other != line)
                link = ref other.Next;
            if (link.Load(MemoryOrder.Relaxed) is null)
                Panics.Panic.Stop($"A share of interrupt vector {line.Vector:x} is given back that is not on the vector's list.");
            link.Store(line.Next.Load(MemoryOrder.Relaxed), MemoryOrder.Release);
            if (_first[line.Vector - Vectors.FirstLine].Load(MemoryOrder.Relaxed) is not null)
                return;
        }
        GiveBack(line.Vector);
    }

    /// <summary>Somebody has the vector.</summary>
    internal bool IsTaken(int vector) => vector is >= Vectors.FirstLine and <= Vectors.LastLine && _taken[vector - Vectors.FirstLine];

    /// <summary>Lets a device raise a vector that the caller has. Returns how.</summary>
    internal MsiMessage RouteMessage(int vector, PciLocation device)
    {
        uint bootCpu = _kernel.Cpus[0].ApicId;
        if (_kernel.Iommu is { } unit)
        {
            unit.Interrupts.Route(vector, device.RequesterId, bootCpu);
            return MsiMessage.Remapped(vector);
        }
        if (!_kernel.Dma.MayMaster)
            throw new OstdException(OstdError.AccessDenied, $"Without an IOMMU a device that sends interrupt messages can send any. Boot with {DmaSystem.UnprotectedOption} to trust every device.");
        return MsiMessage.Direct(vector, bootCpu);
    }

    /// <summary>Lets a pin of the I/O APIC raise a vector that the caller has.</summary>
    internal void RoutePin(IoApic ioApic, int pin, int vector)
    {
        uint bootCpu = _kernel.Cpus[0].ApicId;
        if (_kernel.Iommu is { } unit)
        {
            unit.Interrupts.Route(vector, unit.IoApicSource, bootCpu);
            ioApic.RouteRemapped(pin, vector);
            return;
        }
        ioApic.Route(pin, vector, bootCpu);
    }

    /// <summary>Runs the handlers of a vector. Interrupt context.</summary>
    internal void Raise(int vector)
    {
        bool handled = false;
        int index = vector - Vectors.FirstLine;
        if ((uint)index < Lines)
        {
            for (IrqLine? line = _first[index].Load(MemoryOrder.Acquire); line is not null; line = line.Next.Load(MemoryOrder.Acquire))
                handled |= line.Run();
        }
        if (!handled)
            Unexpected.FetchAdd(1);
    }
}
