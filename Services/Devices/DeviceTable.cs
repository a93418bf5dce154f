using System;
using System.Collections.Generic;
using Services.Linux;

namespace Services.Devices;

/// <summary>Character devices by number. Filled while the kernel starts, then only read: no lock.</summary>
public sealed class DeviceTable
{
    private readonly Dictionary<DeviceNumber, CharacterDevice> _devices = new();
    private readonly List<CharacterDevice> _inOrder = new();

    /// <summary>In the order of registration.</summary>
    public IReadOnlyList<CharacterDevice> All => _inOrder;

    public void Add(CharacterDevice device)
    {
        if (!_devices.TryAdd(device.Number, device))
            throw new ArgumentException($"Device {device.Number.Major}:{device.Number.Minor} is registered already.");
        _inOrder.Add(device);
    }

    public CharacterDevice? Find(DeviceNumber number) => _devices.TryGetValue(number, out CharacterDevice? device) ? device : null;
}
