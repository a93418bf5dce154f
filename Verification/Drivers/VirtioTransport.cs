using System;
using System.Collections.Generic;
using Ostd;
using Ostd.Dma;
using Ostd.Io;
using Ostd.Pci;

namespace Verification.Drivers;

/// <summary>
/// A virtio device on PCI (Virtio 1.2, sections 3.1 and 4.1): its registers, and the way from its first reset to the moment when it may use its queues.
/// </summary>
/// <remarks>
/// The device may lie in everything it says. Where its registers are is checked by the framework when they are opened; numbers of it are compared with what the driver wants before they are
/// used; loops that wait for it have an end. Task context, all of it.
/// </remarks>
public sealed class VirtioTransport : IDisposable
{
    public const ushort Vendor = 0x1af4, FirstDevice = 0x1040;

    private const byte Acknowledged = 1, DriverFound = 2, DriverReady = 4, FeaturesAgreed = 8, NeedsReset = 64;
    private const ulong Version1 = 1UL << 32, AccessPlatform = 1UL << 33;
    private const ushort NoVector = 0xffff;

    /// <summary>How often the status is read until a reset is through.</summary>
    private const int MaxPolls = 10_000;

    private readonly PciFunction _function;
    private readonly IoMem _registers;
    private readonly IoMem _common;
    private readonly IoMem _doorbells;
    private readonly uint _doorbellStride;
    private bool _isDisposed;

    private VirtioTransport(PciFunction function, IoMem registers, IoMem common, IoMem doorbells, uint doorbellStride, IoMem device)
    {
        _function = function;
        _registers = registers;
        _common = common;
        _doorbells = doorbells;
        _doorbellStride = doorbellStride;
        DeviceRegisters = device;
    }

    /// <summary>Registers of this kind of device.</summary>
    public IoMem DeviceRegisters { get; }

    /// <summary>As whom the device accesses memory.</summary>
    public PciLocation Location => _function.Location;

    /// <summary>The device has given up until it is reset.</summary>
    public bool HasFailed => (_common.Read8(0x14) & NeedsReset) != 0;

    /// <summary>Claims the first device of a type that nobody has, resets it, and agrees on features; queues come next, then <see cref="Start"/>.</summary>
    /// <param name="type">Which kind of device (section 5).</param>
    /// <param name="wanted">Features that the driver can do without. Which of them the device has: <paramref name="features"/>.</param>
    /// <param name="features">What was agreed.</param>
    /// <exception cref="OstdException">There is no such device, or it cannot be opened.</exception>
    /// <exception cref="DeviceFailedException">The device is none that this driver knows.</exception>
    public static VirtioTransport Open(ushort type, ulong wanted, out ulong features)
    {
        VirtioTransport transport = OpenRegisters(ClaimFirst((ushort)(FirstDevice + type)));
        try
        {
            transport.Reset();
            features = transport.Negotiate(wanted);
            return transport;
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    private static PciFunction ClaimFirst(ushort device)
    {
        foreach (PciIdentity identity in PciBus.Functions)
        {
            if (identity.Vendor != Vendor || identity.Device != device)
                continue;
            try
            {
                return PciFunction.Claim(identity.Location);
            }
            catch (OstdException e) when (e.Error == OstdError.Busy)
            {
                // another driver's; perhaps there is a second one
            }
        }
        throw new OstdException(OstdError.InvalidArgs, $"There is no virtio device {device:x4} that nobody has.");
    }

    /// <summary>Opens the registers, which must all lie in one window: one part of it, cut into three.</summary>
    private static VirtioTransport OpenRegisters(PciFunction function)
    {
        IoMem? registers = null;
        try
        {
            PciCapability common = FindRegisters(function, 1), doorbells = FindRegisters(function, 2), device = FindRegisters(function, 4);
            int bar = common.ReadByte(4);
            ulong start = ulong.MaxValue, end = 0;
            foreach (PciCapability part in (PciCapability[])[common, doorbells, device])
            {
                if (part.ReadByte(4) != bar)
                    throw new DeviceFailedException("Registers in several windows: no such device is known.");
                start = Math.Min(start, part.ReadUInt32(8));
                end = Math.Max(end, (ulong)part.ReadUInt32(8) + part.ReadUInt32(12));
            }
            registers = function.MapBar(bar, start, end - start);
            return new VirtioTransport(function, registers, Cut(registers, common, start), Cut(registers, doorbells, start), doorbells.ReadUInt32(16), Cut(registers, device, start));
        }
        catch
        {
            registers?.Dispose();
            function.Dispose();
            throw;
        }
    }

    private static IoMem Cut(IoMem registers, PciCapability part, ulong start) => registers.Slice((long)(part.ReadUInt32(8) - start), part.ReadUInt32(12));

    private static PciCapability FindRegisters(PciFunction function, byte kind)
    {
        foreach (PciCapability capability in function.Capabilities)
        {
            if (capability.Id == 9 && capability.Length >= 16 && capability.ReadByte(3) == kind)
                return capability;
        }
        throw new DeviceFailedException($"The device has no registers of kind {kind}.");
    }

    /// <summary>Stops the device: it does not touch its queues any more, if it keeps to that.</summary>
    /// <exception cref="DeviceFailedException">It does not say that it has.</exception>
    public void Reset()
    {
        SetStatus(0);
        for (int polls = 0; _common.Read8(0x14) != 0; polls++)
        {
            if (polls == MaxPolls)
                throw new DeviceFailedException("The device does not come out of its reset.");
        }
    }

    private ulong Negotiate(ulong wanted)
    {
        const ulong needed = Version1 | AccessPlatform;
        SetStatus(Acknowledged);
        SetStatus(Acknowledged | DriverFound);
        ulong offered = ReadFeatures(0) | ReadFeatures(1) << 32;
        if ((offered & needed) != needed)
            throw new DeviceFailedException($"The device does not offer what it must ({offered:x}): a device of version 1 behind an IOMMU.");
        ulong agreed = offered & (wanted | needed);
        for (uint half = 0; half < 2; half++)
        {
            _common.Write32(0x08, half);
            _common.Write32(0x0c, (uint)(agreed >> 32 * (int)half));
        }
        SetStatus(Acknowledged | DriverFound | FeaturesAgreed);
        if ((_common.Read8(0x14) & FeaturesAgreed) == 0)
            throw new DeviceFailedException("The device does not agree to features that it offered.");
        return agreed;
    }

    private ulong ReadFeatures(uint half)
    {
        _common.Write32(0x00, half);
        return _common.Read32(0x04);
    }

    /// <summary>Makes a queue, with a handler for its interrupts.</summary>
    /// <exception cref="DeviceFailedException">The device has no such queue, or a smaller one.</exception>
    public VirtQueue AddQueue(ushort index, ushort size, Action handler)
    {
        _common.Write16(0x16, index);
        if (_common.Read16(0x18) < size)
            throw new DeviceFailedException($"Queue {index} of the device is smaller than {size}.");
        int message = index + 1; // message 0 is for changes of configuration
        _function.SetInterrupt(message, handler);
        var queue = new VirtQueue(Location, size);
        try
        {
            _common.Write16(0x18, size);
            _common.Write16(0x1a, (ushort)message);
            if (_common.Read16(0x1a) == NoVector)
                throw new DeviceFailedException($"The device cannot interrupt for queue {index}.");
            WriteAddress(0x20, queue.Descriptors);
            WriteAddress(0x28, queue.Available);
            WriteAddress(0x30, queue.Used);
            queue.Doorbell = (long)((ulong)_common.Read16(0x1e) * _doorbellStride);
            _common.Write16(0x1c, 1);
            return queue;
        }
        catch
        {
            queue.Dispose();
            throw;
        }
    }

    private void WriteAddress(int register, ulong address)
    {
        _common.Write32(register, (uint)address);
        _common.Write32(register + 4, (uint)(address >> 32));
    }

    /// <summary>From now on the device may use its queues; it masters the bus. <paramref name="handler"/> runs when it fails, or its configuration changes.</summary>
    public void Start(Action handler)
    {
        _function.SetInterrupt(0, handler);
        _common.Write16(0x10, 0);
        _function.SetMaster(true);
        SetStatus(Acknowledged | DriverFound | FeaturesAgreed | DriverReady);
    }

    /// <summary>Tells the device that there is something in a queue.</summary>
    /// <exception cref="OstdException">InvalidArgs: the device named a register that is not there.</exception>
    public void Notify(VirtQueue queue, ushort index) => _doorbells.Write16(queue.Doorbell, index);

    private void SetStatus(byte status) => _common.Write8(0x14, status);

    /// <summary>Silences the function, whatever the device says, and lets it go. Buffers are to be disposed after it.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        SetStatus(0);
        _function.Dispose();
        DeviceRegisters.Dispose();
        _doorbells.Dispose();
        _common.Dispose();
        _registers.Dispose();
    }
}
