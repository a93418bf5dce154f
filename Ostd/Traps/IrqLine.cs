using System;
using Ostd.Sync;

namespace Ostd.Traps;

/// <summary>
/// An interrupt vector of one's own. Holding it proves that nobody else handles the vector. What raises it (an I/O APIC pin, a message)
/// is set up by whoever knows the device.
/// </summary>
public sealed class IrqLine : IDisposable
{
    private readonly IrqTable _table;
    private readonly int _vector;
    private AtomicBool _disposed = new();

    private IrqLine(IrqTable table, int vector)
    {
        _table = table;
        _vector = vector;
    }

    /// <exception cref="OstdException">All vectors are taken.</exception>
    public static IrqLine Alloc()
    {
        IrqTable table = Kernel.Current.Irqs;
        int vector = table.TryTake();
        if (vector == 0)
            throw new OstdException(OstdError.NotEnoughResources, "All interrupt vectors are taken.");
        return new IrqLine(table, vector);
    }

    public int Vector => _vector;

    /// <summary>Sets what runs in interrupt context when the line is raised: it may not sleep, allocate or throw. Null: nothing.</summary>
    public void SetHandler(Action? handler)
    {
        if (_disposed.Load(MemoryOrder.Acquire))
            throw new OstdException(OstdError.Stale, "The interrupt line was disposed.");
        _table.SetHandler(_vector, handler);
    }

    /// <summary>Gives the vector back. A handler that runs on another CPU right now may still be finishing.</summary>
    public void Dispose()
    {
        if (!_disposed.Exchange(true))
            _table.GiveBack(_vector);
    }
}
