using System.Collections.Generic;
using Ostd.Dma;
using Ostd.Sync;

namespace Ostd.Pci;

/// <summary>
/// The functions of the machine. They are looked for when somebody first asks, once; a machine whose drivers do not never touches configuration space.
/// </summary>
/// <remarks>
/// From then on a function of a driver decodes nothing, masters nothing and interrupts nobody unless it is claimed, whatever firmware left it doing; bridges and parts of the board stay as they are.
/// </remarks>
internal sealed class PciSystem
{
    private readonly Kernel _kernel;
    private readonly Once<List<PciSlot>> _slots;

    internal PciSystem(Kernel kernel)
    {
        _kernel = kernel;
        Configuration = new PciConfiguration(kernel.Machine);
        _slots = new Once<List<PciSlot>>(() => PciScan.FindAll(Configuration, kernel.IoMemory, kernel.IoPorts));
    }

    internal PciConfiguration Configuration { get; }

    /// <summary>Somebody has asked. For the invariants.</summary>
    internal bool IsScanned => _slots.IsMade;

    /// <summary>All functions. Task context.</summary>
    internal List<PciSlot> Slots => _slots.Value;

    /// <summary>Claims a function, silent, with nobody in its windows. Task context.</summary>
    /// <exception cref="OstdException">InvalidArgs: there is no function; AccessDenied: it is the framework's; Busy: somebody has it, or a part of its windows.</exception>
    internal PciSlot Claim(PciLocation location)
    {
        PciSlot slot = Slots.Find(s => s.Location == location)
            ?? throw new OstdException(OstdError.InvalidArgs, $"There is no PCI function at {location}.");
        if (!slot.IsForDrivers)
            throw new OstdException(OstdError.AccessDenied, $"The PCI function at {location} is a bridge or a part of the board: these are the framework's.");
        if (!slot.TryClaim())
            throw new OstdException(OstdError.Busy, $"Somebody has the PCI function at {location}.");
        if (!slot.HasTakenWindows(_kernel.IoMemory, _kernel.IoPorts))
            return slot;
        slot.Unclaim();
        throw new OstdException(OstdError.Busy, $"Somebody has registers of the PCI function at {location}: its last driver has not let go of all of them.");
    }
}
