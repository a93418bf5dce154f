using System.Collections.Generic;
using Ostd.Model.Devices;

namespace Ostd.Model.Pci;

/// <summary>
/// The way to PCI devices: configuration mechanism 1 (PCI Local Bus specification 3.0, section 3.2.2.3.2), whose two ports are an address and a datum, and whatever the functions'
/// windows answer. It also plays firmware, which gives every window a place.
/// </summary>
internal sealed class ModelHostBridge(ModelMachine machine) : ModelDevice
{
    private const ushort AddressPort = 0xcf8, DataPort = 0xcfc;
    private const uint EnableConfiguration = 1u << 31;

    private readonly List<ModelPciFunction> _functions = [];
    private readonly List<ModelPciFunction> _all = [];

    private uint _address;
    private ulong _freePorts = 0xc000, _freeMemory = 0xe000_0000, _freeHighMemory = 0x40_0000_0000;

    /// <summary>All functions, behind bridges too.</summary>
    internal IReadOnlyList<ModelPciFunction> Functions => _all;

    /// <summary>Who sends under this name. Null: nobody.</summary>
    internal ModelPciFunction? Find(ushort source)
    {
        foreach (ModelPciFunction function in _all)
        {
            if (function.Source == source)
                return function;
        }
        return null;
    }

    /// <summary>Plugs a function in on bus 0, or behind a bridge, and gives its windows a place.</summary>
    internal T Add<T>(int device, int function, T added, ModelPciBridge? behind = null)
        where T : ModelPciFunction
    {
        byte bus = behind?.Bus ?? 0;
        added.Source = (ushort)(bus << 8 | device << 3 | function);
        added.Machine = machine;
        (added as ModelPciBridge)?.SetPrimary(bus);
        List<ModelPciFunction> siblings = behind?.Functions ?? _functions;
        siblings.Add(added);
        _all.Add(added);
        foreach (ModelPciFunction first in siblings)
        {
            if ((first.Source & 7) == 0 && siblings.Exists(f => f != first && f.Source >> 3 == first.Source >> 3))
                first.IsMultiFunction = true;
        }
        foreach (ModelBar bar in added.Bars)
            Place(bar);
        if (added is IActor actor)
            machine.Attach(actor);
        return added;
    }

    private void Place(ModelBar bar)
    {
        ref ulong free = ref _freeMemory;
        if (bar.Kind == BarKind.Ports)
            free = ref _freePorts;
        else if (bar.Kind == BarKind.Memory64)
            free = ref _freeHighMemory;
        ulong start = free + bar.Length - 1 & ~(bar.Length - 1);
        free = start + bar.Length;
        bar.Write(bar.Index, (uint)start);
        if (bar.Kind == BarKind.Memory64)
            bar.Write(bar.Index + 1, (uint)(start >> 32));
    }

    // ---- Ports -----------------------------------------------------------------------------------------------

    internal override bool TryReadPort(ushort port, int width, out uint value)
    {
        value = uint.MaxValue;
        if (port == AddressPort && width == 4)
        {
            value = _address;
            return true;
        }
        if (port is >= DataPort and < DataPort + 4)
        {
            value = Target() is { } target ? target.ReadConfig((int)(_address & 0xfc) + port - DataPort, width) : uint.MaxValue >> 32 - 8 * width;
            return true;
        }
        foreach (ModelPciFunction function in _all)
        {
            if (!function.TryRead(isPort: true, port, width, out ulong word))
                continue;
            value = (uint)word;
            return true;
        }
        return false;
    }

    internal override bool TryWritePort(ushort port, int width, uint value)
    {
        if (port == AddressPort && width == 4) // narrower accesses are no business of this one: CF9h is the reset register
        {
            _address = value;
            return true;
        }
        if (port is >= DataPort and < DataPort + 4)
        {
            Target()?.WriteConfig((int)(_address & 0xfc) + port - DataPort, width, value);
            return true;
        }
        foreach (ModelPciFunction function in _all)
        {
            if (function.TryWrite(isPort: true, port, width, value))
                return true;
        }
        return false;
    }

    private ModelPciFunction? Target() => (_address & EnableConfiguration) == 0 ? null : Find(_functions, bus: 0, (byte)(_address >> 16), (byte)(_address >> 8));

    private static ModelPciFunction? Find(List<ModelPciFunction> here, byte bus, byte target, byte place)
    {
        if (bus == target)
            return here.Find(f => (byte)f.Source == place);
        foreach (ModelPciFunction function in here)
        {
            if (function is ModelPciBridge bridge && target >= bridge.Bus && target <= bridge.LastBus)
                return Find(bridge.Functions, bridge.Bus, target, place);
        }
        return null;
    }

    // ---- Memory ----------------------------------------------------------------------------------------------

    internal override bool TryReadMemory(ulong paddr, int width, out ulong value)
    {
        value = 0;
        foreach (ModelPciFunction function in _all)
        {
            if (function.TryRead(isPort: false, paddr, width, out value))
                return true;
        }
        return false;
    }

    internal override bool TryWriteMemory(ulong paddr, int width, ulong value)
    {
        foreach (ModelPciFunction function in _all)
        {
            if (function.TryWrite(isPort: false, paddr, width, value))
                return true;
        }
        return false;
    }
}
