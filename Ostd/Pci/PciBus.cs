using System.Collections.Generic;

namespace Ostd.Pci;

/// <summary>The PCI functions of the machine: for drivers that look for theirs.</summary>
public static class PciBus
{
    /// <summary>All functions, as they were found when somebody first asked; bridges too, which nobody can claim. Task context; allocates; may sleep.</summary>
    public static IReadOnlyList<PciIdentity> Functions
    {
        get
        {
            var identities = new List<PciIdentity>(); // the caller's own: he may write to it
            foreach (PciSlot slot in Kernel.Current.Pci.Slots)
                identities.Add(slot.Identity);
            return identities;
        }
    }
}
