using System;
using Ostd.Dma;
using Ostd.Frames;
using Ostd.Iommu;
using Ostd.Sync;

namespace Ostd.Traps;

/// <summary>
/// A share of an interrupt vector. Holding it proves that the vector is nobody else's but of those that this owner made shares for, and that only the device it was routed
/// to can raise it, where the machine has an IOMMU. A line that is dropped without being disposed is found by the collector; so keep it.
/// </summary>
/// <remarks>
/// Each share has one handler. It runs in interrupt context: on top of whatever task was interrupted, with interrupts disabled until all handlers of the line are through, whatever
/// guards they dispose; so interrupts of clients never nest. It may not sleep, allocate or throw; what it throws stops the machine with the vector's name.
/// <para>A run of the handler is a use of the share: a share that is disposed meanwhile, even by its own handler, is released when that run ends, and its vector is not
/// given to anybody before. No run begins after Dispose.</para>
/// <para>Checked by: IrqLineProperty, IrqAttack, InterruptRoutingScenarios.</para>
/// </remarks>
public sealed class IrqLine : CountedHandle
{
    private readonly IrqTable _table;
    private readonly int _vector;
    private AtomicRef<Action?> _handler = new();

    private IrqLine(IrqTable table, int vector)
    {
        _table = table;
        _vector = vector;
    }

    /// <summary>The next share of the same vector; see <see cref="IrqTable"/>.</summary>
    internal AtomicRef<IrqLine?> Next = new();

    /// <summary>The first share of a vector that nobody has. Allocates; any context that may.</summary>
    /// <exception cref="OstdException">NotEnoughResources: all vectors are taken.</exception>
    public static IrqLine Alloc() => Alloc(IrqTable.AnyVector);

    /// <summary>The first share of a certain vector, for devices whose vector is fixed. Allocates; any context that may.</summary>
    /// <exception cref="OstdException">InvalidArgs: not a vector of a line; NotEnoughResources: it is taken.</exception>
    public static IrqLine Alloc(int vector)
    {
        IrqTable table = Kernel.Current.Irqs;
        int taken = table.Take(vector);
        try
        {
            var line = new IrqLine(table, taken);
            table.Add(line);
            return line;
        }
        catch
        {
            table.GiveBack(taken);
            throw;
        }
    }

    /// <summary>Which vector it is, from 30h to DFh.</summary>
    public int Vector => _vector;

    /// <summary>One more share of the vector, with a handler of its own; the vector stays taken until the last share is disposed. Allocates; any context that may.</summary>
    /// <exception cref="OstdException">Stale: disposed.</exception>
    public IrqLine Share()
    {
        BeginUse();
        try
        {
            var line = new IrqLine(_table, _vector);
            _table.Add(line);
            return line;
        }
        finally
        {
            EndUse();
        }
    }

    /// <summary>Sets what runs when the line is raised, for this share; null: nothing. The handler before may be finishing on another CPU. Any context.</summary>
    /// <remarks>An interrupt says nothing: also a late one of the vector's owner before arrives here, and one for another share. So a handler asks its device.</remarks>
    /// <exception cref="OstdException">Stale: disposed.</exception>
    public void SetHandler(Action? handler)
    {
        BeginUse();
        _handler.Store(handler, MemoryOrder.SeqCst);
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

    /// <summary>Runs the handler, if there is one and the share is alive. Interrupt context. False: nobody was there.</summary>
    internal bool Run()
    {
        if (!TryBeginUse())
            return false;
        Action? handler = _handler.Load(MemoryOrder.Acquire);
        handler?.Invoke();
        EndUse();
        return handler is not null;
    }

    /// <summary>Gives the share back, and with the last one the vector: no device can raise it then.</summary>
    private protected override void Release() => _table.Remove(this);
}
