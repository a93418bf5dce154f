namespace Ostd.Model.Pci;

/// <summary>
/// Interrupt messages of a function (PCI Local Bus specification 3.0, section 6.8.2, MSI-X): a table of them in one of its windows, each with a mask, and pending bits for what was to be
/// sent meanwhile.
/// </summary>
internal sealed class ModelMsix
{
    private const ushort Enable = 1 << 15, MaskAll = 1 << 14;
    private const int EntryBytes = 16;

    private readonly ModelPciFunction _function;
    private readonly uint[] _table;
    private readonly bool[] _pending;
    private readonly ulong _pendingOffset;
    private ushort _control;

    internal ModelMsix(ModelPciFunction function, int capability, int entries, int bar, uint table, uint pending)
    {
        _function = function;
        Capability = capability;
        Bar = bar;
        TableOffset = table;
        _pendingOffset = pending;
        _table = new uint[entries * 4];
        _pending = new bool[entries];
        for (int i = 0; i < entries; i++)
            _table[i * 4 + 3] = 1; // masked
    }

    /// <summary>Where in configuration space.</summary>
    internal int Capability { get; }

    internal int Bar { get; }
    internal ulong TableOffset { get; }
    internal int Entries => _pending.Length;
    internal ushort Control => (ushort)(_control | Entries - 1);
    internal bool IsEnabled => (_control & Enable) != 0;

    /// <summary>An entry whose message would be sent now.</summary>
    internal bool IsOpen(int entry) => (_control & (Enable | MaskAll)) == Enable && (_table[entry * 4 + 3] & 1) == 0;

    internal bool IsPending(int entry) => _pending[entry];

    internal (ulong Address, uint Data) Message(int entry) => (_table[entry * 4] | (ulong)_table[entry * 4 + 1] << 32, _table[entry * 4 + 2]);

    internal void WriteControl(ushort value)
    {
        _control = (ushort)(value & (Enable | MaskAll));
        SendPending();
    }

    /// <summary>The function wants to interrupt.</summary>
    internal void Raise(int entry)
    {
        if (!IsEnabled || (uint)entry >= (uint)Entries)
            return;
        if (!IsOpen(entry))
        {
            _pending[entry] = true;
            return;
        }
        _pending[entry] = false;
        (ulong address, uint data) = Message(entry);
        _function.SendMessage(address, data);
    }

    /// <summary>A mask, or whether the function may master the bus, has changed.</summary>
    internal void SendPending()
    {
        for (int entry = 0; entry < Entries; entry++)
        {
            if (_pending[entry] && IsOpen(entry) && _function.IsMaster)
                Raise(entry);
        }
    }

    internal bool TryRead(int bar, ulong offset, int width, out ulong value)
    {
        value = 0;
        if (bar != Bar || width < 4)
            return false;
        for (int i = 0; i < width / 4; i++)
        {
            if (!TryReadWord(offset + (ulong)i * 4, out uint word))
                return false;
            value |= (ulong)word << 32 * i;
        }
        return true;
    }

    internal bool TryWrite(int bar, ulong offset, int width, ulong value)
    {
        if (bar != Bar || width < 4 || offset < TableOffset || offset - TableOffset >= (ulong)(Entries * EntryBytes))
            return false;
        for (int i = 0; i < width / 4; i++)
            _table[(offset - TableOffset) / 4 + (ulong)i] = (uint)(value >> 32 * i);
        SendPending();
        return true;
    }

    private bool TryReadWord(ulong offset, out uint word)
    {
        word = 0;
        if (offset >= TableOffset && offset - TableOffset < (ulong)(Entries * EntryBytes))
        {
            word = _table[(offset - TableOffset) / 4];
            return true;
        }
        if (offset < _pendingOffset || offset - _pendingOffset >= (ulong)(Entries + 63) / 64 * 8)
            return false;
        int first = (int)(offset - _pendingOffset) * 8;
        for (int i = 0; i < 32 && first + i < Entries; i++)
            word |= _pending[first + i] ? 1u << i : 0;
        return true;
    }
}
