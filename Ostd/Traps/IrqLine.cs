using System;
using Ostd.Dma;
using Ostd.Frames;
using Ostd.Iommu;

namespace Ostd.Traps;

/// <summary>
/// An interrupt vector of one's own. Holding it proves that nobody else handles the vector, and that only the device it was routed to can raise it, where the machine
/// has an IOMMU. A line that is dropped without being disposed is found by the collector; so keep it.
/// </summary>
public sealed class IrqLine : CountedHandle
{
    private readonly IrqTable _table;
    private readonly int _vector;

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
        try
        {
            return new IrqLine(table, vector);
        }
        catch
        {
            table.GiveBack(vector);
            throw;
        }
    }

    public int Vector => _vector;

    /// <summary>Sets what runs in interrupt context when the line is raised: it may not sleep, allocate or throw. Null: nothing.</summary>
    /// <remarks>An interrupt says nothing: also a late one of the vector's owner before arrives here. So a handler asks its device.</remarks>
    public void SetHandler(Action? handler)
    {
        BeginUse();
        _table.SetHandler(_vector, handler);
        EndUse();
    }

    /// <summary>
    /// Lets one device raise the line, by the message that is returned; a device that could before no longer can. Any context. Interrupts go to the boot CPU.
    /// </summary>
    /// <exception cref="OstdException">Stale: the line was disposed; AccessDenied: without an IOMMU a device that can send messages can interrupt as it likes.</exception>
    public MsiMessage RouteMessage(PciLocation device)
    {
        BeginUse();
        try
        {
            return _table.RouteMessage(_vector, device);
        }
        finally
        {
            EndUse();
        }
    }

    /// <summary>Gives the vector back: no device can raise it when this is through. A handler that runs on another CPU right now may still be finishing.</summary>
    private protected override void Release() => _table.GiveBack(_vector);
}
