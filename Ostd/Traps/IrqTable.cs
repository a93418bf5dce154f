using System;
using Ostd.Dma;
using Ostd.Iommu;
using Ostd.Sync;

namespace Ostd.Traps;

/// <summary>Who handles which interrupt vector. Raising takes no lock: a vector's handler is one reference.</summary>
internal sealed class IrqTable
{
    private readonly AtomicRef<Action?>[] _handlers = AtomicRef<Action?>.Array(Vectors.LastLine - Vectors.FirstLine + 1);
    private readonly bool[] _taken = new bool[Vectors.LastLine - Vectors.FirstLine + 1];
    private readonly Kernel _kernel;

    // Protects what is taken.
    private readonly SpinLock _lock = new(irq: true);

    internal IrqTable(Kernel kernel) => _kernel = kernel;

    /// <summary>Interrupts on vectors nobody handles: late ones of a line that was given back, or noise.</summary>
    internal AtomicInt64 Unexpected = new();

    /// <summary>A free vector, or 0.</summary>
    internal int TryTake()
    {
        using var guard = _lock.Lock();
        int index = Array.IndexOf(_taken, false);
        if (index < 0)
            return 0;
        _taken[index] = true;
        return Vectors.FirstLine + index;
    }

    /// <summary>Closes the vector to devices first: its next owner must not be open to the device of the last.</summary>
    internal void GiveBack(int vector)
    {
        _kernel.Iommu?.Interrupts.Close(vector);
        using var guard = _lock.Lock();
        _handlers[vector - Vectors.FirstLine].Store(null, MemoryOrder.SeqCst);
        _taken[vector - Vectors.FirstLine] = false;
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

    internal void SetHandler(int vector, Action? handler) => _handlers[vector - Vectors.FirstLine].Store(handler, MemoryOrder.SeqCst);

    /// <summary>Interrupt context.</summary>
    internal void Raise(int vector)
    {
        int index = vector - Vectors.FirstLine;
        if ((uint)index < (uint)_handlers.Length && _handlers[index].Load(MemoryOrder.Acquire) is { } handler)
            handler();
        else
            Unexpected.FetchAdd(1);
    }
}
