using System;
using System.Collections.Generic;
using Ostd.Model.Pci;

namespace Ostd.Model.Virtio;

/// <summary>
/// A virtio device on PCI (Virtio 1.2, sections 2 and 4.1): registers in a window of memory, named by capabilities; a status that driver and device go through together; features; queues.
/// What it does with buffers is a subclass's business.
/// </summary>
/// <remarks>
/// It acts on its own time: fetching a buffer, carrying it out and interrupting are three acts, with CPUs in between, and a device whose requests are independent carries them out in any order. What the driver gives it may be
/// nonsense; then it stops, says so in its status (section 2.1, DEVICE_NEEDS_RESET), and waits to be reset.
/// </remarks>
internal abstract partial class ModelVirtioDevice : ModelPciFunction, IActor
{
    internal const ushort VirtioVendor = 0x1af4, FirstDevice = 0x1040;
    internal const ulong Version1 = 1UL << 32, AccessPlatform = 1UL << 33;
    internal const int RegistersBar = 4;

    // Status bits.
    private const byte FeaturesOk = 8, DriverOk = 4, NeedsResetBit = 64;

    private const ulong CommonAt = 0, IsrAt = 0x1000, DeviceAt = 0x2000, NotifyAt = 0x3000;
    private const uint NotifyMultiplier = 4;

    private readonly ulong _offered;
    private readonly ModelVirtqueue[] _queues;
    private readonly Random _random;

    private uint _deviceFeatureSelect, _driverFeatureSelect;
    private ushort _queueSelect;
    private ushort _configVector = ModelVirtqueue.NoVector;
    private byte _status;
    private byte _isr;

    /// <param name="type">Which device (section 5).</param>
    /// <param name="classCode">PCI class.</param>
    /// <param name="queues">Number of queues; there is a message for each, and one for changes of configuration.</param>
    /// <param name="features">What it offers besides what every device does here.</param>
    /// <param name="seed">Where the order of its acts comes from.</param>
    private protected ModelVirtioDevice(ushort type, uint classCode, int queues, ulong features, ulong seed)
        : base(VirtioVendor, (ushort)(FirstDevice + type), classCode)
    {
        _offered = features | Version1 | AccessPlatform;
        _random = new Random((int)(seed ^ seed >> 32));
        _queues = new ModelVirtqueue[queues];
        for (int i = 0; i < queues; i++)
            _queues[i] = new ModelVirtqueue(this);
        AddBar(1, BarKind.Memory32, 0x1000);
        AddBar(RegistersBar, BarKind.Memory64, 0x4000);
        AddRegisters(1, CommonAt, 0x1000);
        AddRegisters(2, NotifyAt, 0x1000, NotifyMultiplier);
        AddRegisters(3, IsrAt, 0x1000);
        AddRegisters(4, DeviceAt, 0x1000);
        AddMsix(queues + 1, bar: 1, table: 0, pending: 0x800);
    }

    public string Name => $"virtio device {Source:x4}";

    internal bool NeedsReset => (_status & NeedsResetBit) != 0;
    internal byte DeviceStatus => _status;
    internal ulong AcceptedFeatures { get; private set; }

    /// <summary>What makes it hostile. Null: it is honest.</summary>
    internal VirtioLiar? Liar { get; init; }

    internal sealed override bool IsHostile => Liar != null;

    private protected bool IsRunning => (_status & (FeaturesOk | DriverOk | NeedsResetBit)) == (FeaturesOk | DriverOk);

    /// <summary>A byte of the device's own configuration.</summary>
    private protected abstract byte ReadDeviceConfig(ulong offset);

    // A capability of the vendor's: kind, window, where and how long, for the doorbells also how far they are apart (section 4.1.4).
    private void AddRegisters(byte kind, ulong offset, uint length, uint? multiplier = null)
    {
        byte[] body = new byte[multiplier is null ? 14 : 18];
        (body[0], body[1], body[2]) = ((byte)(body.Length + 2), kind, RegistersBar);
        BitConverter.TryWriteBytes(body.AsSpan(6), (uint)offset);
        BitConverter.TryWriteBytes(body.AsSpan(10), length);
        if (multiplier is { } m)
            BitConverter.TryWriteBytes(body.AsSpan(14), m);
        AddCapability(9, body);
    }

    // ---- Registers -------------------------------------------------------------------------------------------

    internal sealed override uint ReadConfig(int offset, int width)
    {
        uint value = base.ReadConfig(offset, width);
        return Liar?.AboutConfiguration(value, width) ?? value;
    }

    private protected sealed override ulong ReadRegister(int bar, ulong offset, int width)
    {
        ulong value = ReadHonestly(bar, offset, width);
        return Liar?.AboutRegister(value, width) ?? value;
    }

    private ulong ReadHonestly(int bar, ulong offset, int width)
    {
        if (bar != RegistersBar)
            return 0;
        if (offset == IsrAt)
        {
            byte isr = _isr;
            _isr = 0; // reading acknowledges
            return isr;
        }
        if (offset < IsrAt)
            return ReadCommon(offset);
        ulong value = 0;
        for (int i = 0; offset >= DeviceAt && offset < NotifyAt && i < width; i++)
            value |= (ulong)ReadDeviceConfig(offset - DeviceAt + (ulong)i) << 8 * i;
        return value;
    }

    private protected override void WriteRegister(int bar, ulong offset, int width, ulong value)
    {
        if (bar != RegistersBar)
            return;
        if (offset < IsrAt)
            WriteCommon(offset, value);
        else if (offset >= NotifyAt && (offset - NotifyAt) / NotifyMultiplier is var queue && queue < (ulong)_queues.Length)
            _queues[queue].IsNotified = true;
    }

    private ModelVirtqueue? Selected => _queueSelect < _queues.Length ? _queues[_queueSelect] : null;

    private ulong ReadCommon(ulong offset) => offset switch
    {
        0x00 => _deviceFeatureSelect,
        0x04 => _deviceFeatureSelect < 2 ? (uint)(_offered >> 32 * (int)_deviceFeatureSelect) : 0,
        0x08 => _driverFeatureSelect,
        0x0c => _driverFeatureSelect < 2 ? (uint)(AcceptedFeatures >> 32 * (int)_driverFeatureSelect) : 0,
        0x10 => _configVector,
        0x12 => (ulong)_queues.Length,
        0x14 => _status,
        0x16 => _queueSelect,
        0x18 => Selected?.Size ?? 0u,
        0x1a => Selected?.Vector ?? ModelVirtqueue.NoVector,
        0x1c => Selected?.IsEnabled == true ? 1u : 0,
        0x1e => _queueSelect,
        >= 0x20 and < 0x38 when offset % 4 == 0 && Selected is { } queue => (uint)(queue.Areas[(offset - 0x20) / 8] >> (offset % 8 == 0 ? 0 : 32)),
        _ => 0,
    };

    private void WriteCommon(ulong offset, ulong value)
    {
        switch (offset)
        {
            case 0x00:
                _deviceFeatureSelect = (uint)value;
                break;
            case 0x08:
                _driverFeatureSelect = (uint)value;
                break;
            case 0x0c when _driverFeatureSelect < 2 && (_status & FeaturesOk) == 0:
                int shift = 32 * (int)_driverFeatureSelect;
                AcceptedFeatures = AcceptedFeatures & ~(0xffff_ffffUL << shift) | (ulong)(uint)value << shift;
                break;
            case 0x10:
                _configVector = VectorOrNone(value);
                break;
            case 0x14:
                WriteStatus((byte)value);
                break;
            case 0x16:
                _queueSelect = (ushort)value;
                break;
            case >= 0x18 and < 0x38 when Selected is { } queue:
                WriteQueue(queue, offset, value);
                break;
        }
    }

    private void WriteQueue(ModelVirtqueue queue, ulong offset, ulong value)
    {
        if (offset == 0x1a)
        {
            queue.Vector = VectorOrNone(value);
        }
        else if (!queue.IsEnabled) // the rest is fixed from then on
        {
            if (offset == 0x18 && queue.IsSizePossible((ushort)value))
                queue.Size = (ushort)value;
            else if (offset == 0x18 || offset == 0x1c && ((ushort)value != 1 || !queue.TryEnable()))
                Break();
            else if (offset >= 0x20 && offset % 8 == 0)
                queue.Areas[(offset - 0x20) / 8] = queue.Areas[(offset - 0x20) / 8] & ~0xffff_ffffUL | (uint)value;
            else if (offset >= 0x20 && offset % 4 == 0)
                queue.Areas[(offset - 0x20) / 8] = queue.Areas[(offset - 0x20) / 8] & 0xffff_ffff | value << 32;
        }
    }

    private ushort VectorOrNone(ulong value) => value < (ulong)Msix!.Entries ? (ushort)value : ModelVirtqueue.NoVector;

    // Section 3.1.1: bits are added one after the other, and only a reset takes them away.
    private void WriteStatus(byte value)
    {
        if (value == 0)
        {
            Reset();
            return;
        }
        byte added = (byte)(value & ~(_status | NeedsResetBit));
        bool isAcceptable = (AcceptedFeatures & ~_offered) == 0 && (AcceptedFeatures & (Version1 | AccessPlatform)) == (Version1 | AccessPlatform);
        if ((added & FeaturesOk) != 0 && !isAcceptable)
            added &= unchecked((byte)~FeaturesOk);
        _status |= added;
    }

    private protected virtual void Reset()
    {
        (_status, _isr, _queueSelect, _configVector, AcceptedFeatures) = (0, 0, 0, ModelVirtqueue.NoVector, 0);
        _inFlight.Clear();
        _toInterrupt.Clear();
        foreach (ModelVirtqueue queue in _queues)
            queue.Reset();
    }
}
