using System.Collections.Generic;
using Ostd.Dma;
using Ostd.Io;
using Ostd.Sync;

namespace Ostd.Pci;

/// <summary>A function as the framework knows it: what it said when it was found, where its windows are, and who has it.</summary>
internal sealed class PciSlot(PciConfiguration configuration, PciIdentity identity, bool isForDrivers)
{
    private AtomicRef<PciFunction?> _owner = new();
    private AtomicBool _isClaimed = new(false);

    internal PciConfiguration Configuration => configuration;
    internal PciIdentity Identity => identity;
    internal PciLocation Location => identity.Location;

    /// <summary>It is neither a bridge nor a part of the board nor something unknown: those stay the framework's, and as firmware left them.</summary>
    internal bool IsForDrivers => isForDrivers;

    internal List<PciBar> Bars { get; } = [];

    /// <summary>Which kinds of its windows may be opened: those of which none lies where it must not.</summary>
    internal bool MayDecodeMemory { get; set; } = true;
    internal bool MayDecodePorts { get; set; } = true;

    /// <summary>Whose it is. For the invariants: null also while the handle is being made.</summary>
    internal PciFunction? Owner => _owner.Load(MemoryOrder.Acquire);

    /// <summary>It is somebody's, or on its way from or to somebody.</summary>
    internal bool IsClaimed => _isClaimed.Load(MemoryOrder.Acquire);

    /// <summary>Of several who try one succeeds. Any context.</summary>
    internal bool TryClaim() => !_isClaimed.Exchange(true);

    internal void SetOwner(PciFunction? owner) => _owner.Store(owner, MemoryOrder.Release);

    /// <summary>The next may have it. Whoever had it has silenced it. Any context.</summary>
    internal void Unclaim()
    {
        _owner.Store(null, MemoryOrder.Release);
        _isClaimed.Store(false, MemoryOrder.Release);
    }

    /// <summary>
    /// What the function may do, of decoding and mastering; its interrupt line stays off. When this returns, writes and messages that it sent before are where they go: the read is answered
    /// after them (PCI Local Bus specification 3.0, section 3.2.5.4), if the device keeps to that. Any context.
    /// </summary>
    internal void SetCommand(ushort allowed)
    {
        configuration.Write16(Location, PciRegisters.Command, (ushort)(allowed | PciRegisters.LineOff));
        configuration.Read16(Location, PciRegisters.Command);
    }

    /// <summary>Messages of both kinds (PCI Local Bus specification 3.0, section 6.8), which firmware may have left on: no entry of its is sent when the function masters the bus again.</summary>
    internal void SwitchMessagesOff(List<PciCapability> capabilities)
    {
        foreach (PciCapability capability in capabilities)
        {
            if (capability.Id is PciRegisters.MessageCapability or PciRegisters.MsixCapability)
                configuration.Write16(Location, capability.Offset + PciRegisters.MessageControl, 0);
        }
    }

    /// <summary>Somebody still has a part of a window: the last owner, or whoever asked for its address.</summary>
    internal bool HasTakenWindows(IoRanges memory, IoRanges ports)
    {
        foreach (PciBar bar in Bars)
        {
            if ((bar.IsPorts ? ports : memory).IsTaken(bar.Start, bar.Start + bar.Length))
                return true;
        }
        return false;
    }
}
