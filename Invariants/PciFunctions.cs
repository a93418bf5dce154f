using System.Collections.Generic;
using Ostd;
using Ostd.Model;
using Ostd.Model.Pci;
using Ostd.Pci;

namespace Invariants;

/// <summary>The PCI functions of drivers, as the model has them and as the framework knows them. None before the framework has looked for them; none that do as they like.</summary>
internal static class PciFunctions
{
    internal static IEnumerable<(ModelPciFunction Function, PciSlot Slot)> Known(Kernel kernel, ModelMachine machine)
    {
        if (kernel.Pci is not { IsScanned: true } pci)
            yield break;
        foreach (PciSlot slot in pci.Slots)
        {
            if (slot.IsForDrivers && machine.Pci.Find(slot.Location.RequesterId) is { IsHostile: false } function)
                yield return (function, slot);
        }
    }
}
