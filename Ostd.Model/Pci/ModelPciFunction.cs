using System;
using System.Collections.Generic;

namespace Ostd.Model.Pci;

/// <summary>
/// A function of a PCI device with an ordinary header (PCI Local Bus specification 3.0, chapter 6): identifiers, command register, base address registers, a list of capabilities.
/// It answers in its windows, accesses memory and interrupts only as far as the command register lets it.
/// </summary>
/// <remarks>
/// Writes of the function to memory are posted: they may be on their way for a while, and are there when a read of the function's registers that came later is answered, since an answer does
/// not overtake them (section 3.2.5.4, ordering rule 2).
/// </remarks>
internal class ModelPciFunction
{
    private const ushort DecodesPorts = 1, DecodesMemory = 2, MastersBus = 4, InterruptOff = 1 << 10;
    private const int Command = 0x04, Status = 0x06, FirstBar = 0x10, CapabilityPointer = 0x34;

    private readonly byte[] _config = new byte[256];
    private readonly List<ModelBar> _bars = [];
    private readonly List<PostedWrite> _posted = [];
    private int _lastCapability;
    private int _freeConfig = 0x40;

    /// <param name="vendor">Vendor identifier.</param>
    /// <param name="device">Device identifier.</param>
    /// <param name="classCode">Class, subclass, programming interface: 24 bits.</param>
    internal ModelPciFunction(ushort vendor, ushort device, uint classCode)
    {
        Set16(0x00, vendor);
        Set16(0x02, device);
        _config[0x09] = (byte)classCode;
        _config[0x0a] = (byte)(classCode >> 8);
        _config[0x0b] = (byte)(classCode >> 16);
    }

    /// <summary>As whom it is seen on the bus: bus in the upper byte, device and function in the lower. Set when it is plugged in.</summary>
    internal ushort Source { get; set; }

    /// <summary>The machine that it is plugged into.</summary>
    internal ModelMachine Machine { get; set; } = null!;

    internal IReadOnlyList<ModelBar> Bars => _bars;

    internal ModelMsix? Msix { get; private set; }

    /// <summary>Its registers do what they like: nothing about them can be required.</summary>
    internal virtual bool IsHostile => false;

    /// <summary>Where the base address registers end.</summary>
    private protected virtual int EndOfBars => 0x28;

    /// <summary>A broken device, for positive controls: its answers overtake what it wrote before.</summary>
    internal bool AnswersOvertake { get; set; }

    internal ushort CommandRegister => Get16(Command);
    internal bool DecodesMemoryNow => (CommandRegister & DecodesMemory) != 0;
    internal bool DecodesPortsNow => (CommandRegister & DecodesPorts) != 0;
    internal bool IsMaster => (CommandRegister & MastersBus) != 0;

    // ---- Making one ------------------------------------------------------------------------------------------

    internal ModelBar AddBar(int index, BarKind kind, ulong length)
    {
        var bar = new ModelBar(index, kind, length);
        _bars.Add(bar);
        return bar;
    }

    /// <summary>Appends a capability: its identifier, the link, and these bytes. Returns where it is.</summary>
    internal int AddCapability(byte id, ReadOnlySpan<byte> body)
    {
        int at = _freeConfig;
        _freeConfig = at + 2 + body.Length + 3 & ~3;
        _config[at] = id;
        body.CopyTo(_config.AsSpan(at + 2));
        _config[_lastCapability == 0 ? CapabilityPointer : _lastCapability + 1] = (byte)at;
        _lastCapability = at;
        _config[Status] |= 1 << 4; // there is a list
        return at;
    }

    /// <summary>Interrupts by messages: a table of so many entries, and its pending bits, in a window of memory.</summary>
    internal void AddMsix(int entries, int bar, uint table, uint pending)
    {
        byte[] body = new byte[10];
        BitConverter.TryWriteBytes(body, (ushort)(entries - 1));
        BitConverter.TryWriteBytes(body.AsSpan(2), table | (uint)bar);
        BitConverter.TryWriteBytes(body.AsSpan(6), pending | (uint)bar);
        Msix = new ModelMsix(this, AddCapability(0x11, body), entries, bar, table, pending);
    }

    /// <summary>As firmware leaves it.</summary>
    internal void SetCommand(ushort value) => Set16(Command, value);

    private protected void SetByte(int offset, byte value) => _config[offset] = value;

    internal bool IsMultiFunction
    {
        set => _config[0x0e] = (byte)(_config[0x0e] & 0x7f | (value ? 0x80 : 0));
    }

    // ---- Configuration space ---------------------------------------------------------------------------------

    /// <summary>A read of 1, 2 or 4 aligned bytes.</summary>
    internal virtual uint ReadConfig(int offset, int width)
    {
        if (!AnswersOvertake)
            CompletePosted();
        uint word = offset >= FirstBar && offset < EndOfBars ? ReadBarRegister((offset - FirstBar) / 4)
            : Msix is { } msix && (offset & ~3) == msix.Capability ? Get32(offset & ~3) & 0xffff | (uint)msix.Control << 16
            : Get32(offset & ~3);
        return word >> 8 * (offset & 3) & uint.MaxValue >> 32 - 8 * width;
    }

    /// <summary>A write of 1, 2 or 4 aligned bytes. What is read-only stays.</summary>
    internal virtual void WriteConfig(int offset, int width, uint value)
    {
        if (offset >= FirstBar && offset < EndOfBars && width == 4)
        {
            int index = (offset - FirstBar) / 4;
            _bars.Find(b => b.Has(index))?.Write(index, value);
        }
        else if (offset == Command && width >= 2)
        {
            Set16(Command, (ushort)(value & (DecodesPorts | DecodesMemory | MastersBus | InterruptOff)));
            Msix?.SendPending();
        }
        else if (Msix is { } msix && offset == msix.Capability + 2 && width == 2)
        {
            msix.WriteControl((ushort)value);
        }
    }

    private uint ReadBarRegister(int index) => _bars.Find(b => b.Has(index))?.Read(index) ?? 0;

    // ---- Windows ---------------------------------------------------------------------------------------------

    /// <summary>A read of a register in one of its windows.</summary>
    private protected virtual ulong ReadRegister(int bar, ulong offset, int width) => 0;

    private protected virtual void WriteRegister(int bar, ulong offset, int width, ulong value)
    {
    }

    internal bool TryRead(bool isPort, ulong address, int width, out ulong value)
    {
        value = 0;
        if (FindWindow(isPort, address, width) is not { } bar)
            return false;
        CompletePosted();
        value = Msix?.TryRead(bar.Index, address - bar.Start, width, out ulong word) == true ? word : ReadRegister(bar.Index, address - bar.Start, width);
        return true;
    }

    internal bool TryWrite(bool isPort, ulong address, int width, ulong value)
    {
        if (FindWindow(isPort, address, width) is not { } bar)
            return false;
        if (Msix?.TryWrite(bar.Index, address - bar.Start, width, value) != true)
            WriteRegister(bar.Index, address - bar.Start, width, value);
        return true;
    }

    private ModelBar? FindWindow(bool isPort, ulong address, int width) =>
        isPort ? DecodesPortsNow ? _bars.Find(b => b.Kind == BarKind.Ports && b.Covers(address, width)) : null
        : DecodesMemoryNow ? _bars.Find(b => b.Kind != BarKind.Ports && b.Covers(address, width)) : null;

    // ---- What it does to others ------------------------------------------------------------------------------

    /// <summary>Reads memory. False: it may not, the IOMMU refused, or nothing is there.</summary>
    internal bool DmaRead(ulong address, Span<byte> destination)
    {
        destination.Fill(0xff);
        return IsMaster && Machine.DeviceRead(Source, address, destination);
    }

    /// <summary>Writes memory, at once.</summary>
    internal bool DmaWrite(ulong address, ReadOnlySpan<byte> bytes) => IsMaster && Machine.DeviceWrite(Source, address, bytes);

    /// <summary>Sends an interrupt message of its own making.</summary>
    internal bool SendMessage(ulong address, uint data) => IsMaster && Machine.DeviceMessage(Source, address, data);

    /// <summary>Lets a write of an aligned word go. It reaches the IOMMU when <see cref="CompletePosted"/> is called. False: it may not.</summary>
    internal bool Post(ulong address, ulong value)
    {
        Machine.BeforeDeviceStep(this, "posts a write");
        if (!IsMaster)
            return false;
        _posted.Add(new PostedWrite(address, value));
        return true;
    }

    /// <summary>What was posted arrives. Returns how many writes did.</summary>
    internal int CompletePosted()
    {
        int arrived = 0;
        foreach (PostedWrite write in _posted.ToArray())
        {
            Machine.BeforeDeviceStep(this, "lets a write arrive");
            if (!_posted.Remove(write))
                continue; // somebody who read a register of the function was first
            arrived++;
            Machine.InOneStep(() => Machine.DeviceWrite(Source, write.Address, BitConverter.GetBytes(write.Value)));
        }
        return arrived;
    }

    private sealed class PostedWrite(ulong address, ulong value)
    {
        internal ulong Address => address;
        internal ulong Value => value;
    }

    private ushort Get16(int offset) => BitConverter.ToUInt16(_config, offset);
    private uint Get32(int offset) => BitConverter.ToUInt32(_config, offset);
    private void Set16(int offset, ushort value) => BitConverter.TryWriteBytes(_config.AsSpan(offset), value);
}
