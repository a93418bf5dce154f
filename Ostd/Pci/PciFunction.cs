using System.Collections.Generic;
using Ostd.Dma;
using Ostd.Frames;
using Ostd.Io;
using Ostd.Sync;
using Ostd.Traps;
using Ostd.UserSpace;

namespace Ostd.Pci;

/// <summary>
/// A PCI function, for one driver. Holding it proves that nobody else has the function, and that it does to the rest of the machine what the driver has allowed: it answers in the windows that were opened,
/// masters the bus when told so, and sends the messages of entries that have a handler. Not that the device keeps to it: memory and vectors are the IOMMU's to protect.
/// </summary>
/// <remarks>
/// Configuration space stays the framework's. What drivers want to know of it was read once: identifiers and windows when the function was found, capabilities when it was claimed.
/// <para>
/// Disposing silences the function before anything it had is free: messages off, mastering off, a read that is answered behind what the function had sent, then the vectors, then the pages of
/// the message table, then the function itself. DMA buffers are the driver's to dispose; until then the function, should it ignore all that, reaches them and nothing else. Registers that the
/// driver still holds then reach nothing, and while it holds them nobody can claim the function.
/// </para>
/// <para>Source: PCI Local Bus specification 3.0, chapter 6. Checked by: PciProperty, PciAttacks, PciScenarios.</para>
/// </remarks>
public sealed partial class PciFunction : CountedHandle
{
    private readonly Kernel _kernel;
    private readonly PciSlot _slot;
    private readonly List<PciCapability> _capabilities;

    // Order: before the locks of I/O memory and interrupt lines. Protects the command, and what is open.
    private readonly Mutex _lock = new();
    private ushort _command;

    // Does nothing that can fail: a handle that was half made would be reclaimed, and give back what it never had.
    private PciFunction(Kernel kernel, PciSlot slot, List<PciCapability> capabilities, MsixTable? messages, IrqLine?[] lines)
    {
        _kernel = kernel;
        _slot = slot;
        _capabilities = capabilities;
        _messages = messages;
        _lines = lines;
    }

    /// <summary>Claims the function at a place. It is silent: opens no window, masters nothing. Task context; allocates; may sleep.</summary>
    /// <exception cref="OstdException">
    /// InvalidArgs: there is none; AccessDenied: it is a bridge or a part of the board; Busy: somebody has it, or still has registers of it.
    /// </exception>
    /// <exception cref="System.OutOfMemoryException">No memory for what is known about it.</exception>
    public static PciFunction Claim(PciLocation location)
    {
        Kernel kernel = Kernel.Current;
        PciSlot slot = kernel.Pci.Claim(location);
        MsixTable? messages = null;
        try
        {
            slot.SetCommand(0);
            List<PciCapability> capabilities = PciCapability.ReadAll(slot.Configuration, location);
            slot.SwitchMessagesOff(capabilities);
            if (slot.MayDecodeMemory)
                messages = MsixTable.TryTake(slot, capabilities);
            var function = new PciFunction(kernel, slot, capabilities, messages, new IrqLine?[messages?.Entries ?? 0]);
            slot.SetOwner(function);
            return function;
        }
        catch
        {
            messages?.LetGo();
            slot.Unclaim();
            throw;
        }
    }

    /// <summary>What it said it is. Any context.</summary>
    public PciIdentity Identity => _slot.Identity;

    /// <summary>Where it is, and as whom it accesses memory: for its DMA buffers. Any context.</summary>
    public PciLocation Location => _slot.Location;

    /// <summary>Its windows. Any context.</summary>
    public IReadOnlyList<PciBar> Bars => new List<PciBar>(_slot.Bars);

    /// <summary>Its capabilities. Any context.</summary>
    public IReadOnlyList<PciCapability> Capabilities => new List<PciCapability>(_capabilities);

    /// <summary>
    /// Opens a part of a window in memory: whole pages are taken, as always (<see cref="IoMem"/>), none of which may hold the table of interrupt messages. Task context; allocates; may sleep.
    /// </summary>
    /// <param name="index">The window's <see cref="PciBar.Index"/>.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="cache">How the CPUs may cache it.</param>
    /// <exception cref="OstdException">
    /// InvalidArgs: no such window, or not a part of it; AccessDenied: somebody has a page of it, or the framework does, or a window of the function lies where it must not;
    /// IoError: the function does not keep its windows where they are; Stale: disposed; NotEnoughResources: longer than one handle may be.
    /// </exception>
    /// <exception cref="System.OutOfMemoryException">No memory to map it.</exception>
    public IoMem MapBar(int index, ulong offset, ulong length, CachePolicy cache = CachePolicy.Uncacheable)
    {
        BeginUse();
        try
        {
            PciBar bar = FindBar(index, isPorts: false);
            if (length == 0 || offset >= bar.Length || length > bar.Length - offset)
                throw new OstdException(OstdError.InvalidArgs, $"{length:x} byte(s) at {offset:x} are not a part of window {index}, which has {bar.Length:x}.");
            using Mutex.Guard guard = _lock.Lock();
            DecodeLocked(PciRegisters.DecodeMemory);
            return IoMem.Acquire(bar.Start + offset, length, cache);
        }
        finally
        {
            EndUse();
        }
    }

    /// <summary>Opens a window among the ports. Task context; allocates; may sleep.</summary>
    /// <exception cref="OstdException">As for <see cref="MapBar"/>.</exception>
    public IoPort OpenPorts(int index)
    {
        BeginUse();
        try
        {
            PciBar bar = FindBar(index, isPorts: true);
            using Mutex.Guard guard = _lock.Lock();
            DecodeLocked(PciRegisters.DecodePorts);
            return IoPort.Acquire((ushort)bar.Start, (int)bar.Length);
        }
        finally
        {
            EndUse();
        }
    }

    /// <summary>
    /// Whether the function may access memory on its own: also its interrupt messages are such accesses. When this returns after switching it off, what it had written before is where it goes.
    /// Task context; may sleep.
    /// </summary>
    /// <exception cref="OstdException">AccessDenied: there is no IOMMU, and the command line does not trust every device; Stale: disposed.</exception>
    public void SetMaster(bool isMaster)
    {
        BeginUse();
        try
        {
            if (isMaster && !_kernel.Dma.MayMaster)
                throw new OstdException(OstdError.AccessDenied, $"Without an IOMMU a device that masters the bus reaches all of memory. Boot with {DmaSystem.UnprotectedOption} to trust every device.");
            using Mutex.Guard guard = _lock.Lock();
            _command = (ushort)(isMaster ? _command | PciRegisters.MasterBus : _command & ~PciRegisters.MasterBus);
            _slot.SetCommand(_command);
        }
        finally
        {
            EndUse();
        }
    }

    private PciBar FindBar(int index, bool isPorts) => _slot.Bars.Find(b => b.Index == index && b.IsPorts == isPorts)
        ?? throw new OstdException(OstdError.InvalidArgs, $"The PCI function at {Location} has no window {index} {(isPorts ? "among the ports" : "in memory")}.");

    /// <summary>Lets the function answer in its windows of a kind, after putting them back where they were measured.</summary>
    private void DecodeLocked(ushort kind)
    {
        if ((_command & kind) != 0)
            return;
        if (kind == PciRegisters.DecodeMemory ? !_slot.MayDecodeMemory : !_slot.MayDecodePorts)
            throw new OstdException(OstdError.AccessDenied, $"A window of the PCI function at {Location} lies over what is not its own: none of them is opened.");
        foreach (PciBar bar in _slot.Bars)
        {
            if (bar.IsPorts == (kind == PciRegisters.DecodePorts) && !bar.TryPlace(_slot.Configuration, Location))
                throw new OstdException(OstdError.IoError, $"The PCI function at {Location} does not keep its window {bar.Index} at {bar.Start:x}.");
        }
        _command |= kind;
        _slot.SetCommand(_command);
    }

    private protected override void Release()
    {
        _messages?.SwitchOff();
        _slot.SetCommand(0);
        foreach (IrqLine? line in _lines)
            line?.Dispose();
        _messages?.LetGo();
        _slot.Unclaim();
    }
}
