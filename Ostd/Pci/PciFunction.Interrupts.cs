using System;
using Ostd.Sync;
using Ostd.Traps;

namespace Ostd.Pci;

/// <summary>Interrupts of a function, by messages (MSI-X): each entry of its table has an interrupt line of its own while it has a handler.</summary>
public sealed partial class PciFunction
{
    private readonly MsixTable? _messages;

    // By entry: the line that its message raises. Protected by the lock.
    private readonly IrqLine?[] _lines;

    // The table is ready, and no entry open but those that have a line.
    private bool _isOn;

    /// <summary>Messages that the function can send; 0 when it has no table of them that can be used. Any context.</summary>
    public int InterruptCount => _lines.Length;

    /// <summary>For the invariants.</summary>
    internal MsixTable? Messages => _messages;

    /// <summary>
    /// Sets what runs when the function sends a message; null: the message is masked, and its vector goes back. The handler before may be finishing on another CPU. Messages arrive only while
    /// the function masters the bus. Task context; allocates; may sleep.
    /// </summary>
    /// <param name="entry">Which message, from 0 to <see cref="InterruptCount"/> - 1.</param>
    /// <param name="handler">Runs in interrupt context, and may do what handlers of an <see cref="IrqLine"/> may. An interrupt says nothing: it asks its device.</param>
    /// <exception cref="OstdException">
    /// InvalidArgs: no such message; NotEnoughResources: all vectors are taken; AccessDenied: there is no IOMMU; IoError: the function does not keep its windows where they are; Stale: disposed.
    /// </exception>
    public void SetInterrupt(int entry, Action? handler)
    {
        BeginUse();
        try
        {
            if ((uint)entry >= (uint)_lines.Length)
                throw new OstdException(OstdError.InvalidArgs, $"The PCI function at {Location} has {_lines.Length} interrupt messages, and none of number {entry}.");
            using Mutex.Guard guard = _lock.Lock();
            if (handler is null)
                CloseLocked(entry);
            else if (_lines[entry] is { } line)
                line.SetHandler(handler);
            else
                OpenLocked(entry, handler);
        }
        finally
        {
            EndUse();
        }
    }

    private void OpenLocked(int entry, Action handler)
    {
        SwitchOnLocked();
        var line = IrqLine.Alloc();
        try
        {
            line.SetHandler(handler);
            _messages!.Open(entry, line.RouteMessage(Location));
            _lines[entry] = line;
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }

    private void CloseLocked(int entry)
    {
        if (_lines[entry] is not { } line)
            return;
        _messages!.Mask(entry);
        _lines[entry] = null;
        line.Dispose();
    }

    private void SwitchOnLocked()
    {
        if (_isOn)
            return;
        DecodeLocked(PciRegisters.DecodeMemory);
        _messages!.SwitchOn();
        _isOn = true;
    }
}
