namespace Ostd.Model;

/// <summary>The I/O APIC at register level: an index and a datum, 24 pins with a two-word entry each.</summary>
internal sealed class ModelIoApic
{
    internal const ulong Address = 0xfec0_0000;
    private const int Pins = 24;
    private const uint EntryMasked = 1 << 16;

    private readonly uint[] _entries = new uint[Pins * 2];
    private uint _index;

    internal ModelIoApic()
    {
        for (int pin = 0; pin < Pins; pin++)
            _entries[pin * 2] = EntryMasked;
    }

    internal uint Read(ulong offset)
    {
        if (offset == 0)
            return _index;
        if (offset != 0x10)
            return 0;
        return _index switch
        {
            1 => (Pins - 1) << 16 | 0x20,
            >= 0x10 and < 0x10 + Pins * 2 => _entries[_index - 0x10],
            _ => 0,
        };
    }

    internal void Write(ulong offset, uint value)
    {
        if (offset == 0)
            _index = value & 0xff;
        else if (offset == 0x10 && _index is >= 0x10 and < 0x10 + Pins * 2)
            _entries[_index - 0x10] = value;
    }

    /// <summary>Where a pin's interrupt goes; false when it is masked.</summary>
    internal bool TryRoute(int pin, out uint apicId, out int vector)
    {
        apicId = _entries[pin * 2 + 1] >> 24;
        vector = (int)(_entries[pin * 2] & 0xff);
        return (_entries[pin * 2] & EntryMasked) == 0;
    }

    /// <summary>Which entry of the interrupt-remapping table a pin names; false when it is masked or in the format from before remapping.</summary>
    internal bool TryRouteRemapped(int pin, out int entry)
    {
        entry = (int)(_entries[pin * 2 + 1] >> 17 | (_entries[pin * 2] >> 11 & 1) << 15);
        return (_entries[pin * 2] & EntryMasked) == 0 && (_entries[pin * 2 + 1] & 1 << 16) != 0;
    }
}
