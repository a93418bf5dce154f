using System;
using System.Collections.Generic;
using Ostd.Model.Pci;

namespace Verification.Attacks.Pci;

/// <summary>A PCI function of any shape, put together by an attack: windows and capabilities as they should not be, and single bytes that are something else.</summary>
internal sealed class OddFunction : ModelPciFunction
{
    private readonly Dictionary<int, byte> _bytes = [];

    internal OddFunction(uint classCode = 0x02_00_00)
        : base(0x1234, 0x1111, classCode)
    {
    }

    /// <summary>An ordinary one: a window of four pages with messages in the last two, and a window of ports.</summary>
    internal static OddFunction Ordinary() => WithMessages(4, pending: 0x3000);

    /// <summary>One with so many messages that their table reaches into the page of the pending bits.</summary>
    internal static OddFunction Wide() => WithMessages(300, pending: 0x3800);

    private static OddFunction WithMessages(int entries, uint pending)
    {
        var function = new OddFunction();
        function.AddBar(0, BarKind.Memory32, 0x4000);
        function.AddBar(1, BarKind.Ports, 0x20);
        function.AddMsix(entries, bar: 0, table: 0x2000, pending);
        return function;
    }

    /// <summary>Registers whose value is theirs alone are what a test of who reads what needs.</summary>
    private protected override ulong ReadRegister(int bar, ulong offset, int width) => (ulong)(Source << 8 | bar) & ulong.MaxValue >> 64 - 8 * width;

    /// <summary>A byte of configuration space is this from now on, whatever is written.</summary>
    internal OddFunction With(int offset, params ReadOnlySpan<byte> values)
    {
        for (int i = 0; i < values.Length; i++)
            _bytes[offset + i] = values[i];
        return this;
    }

    internal override uint ReadConfig(int offset, int width)
    {
        uint value = base.ReadConfig(offset, width);
        for (int i = 0; i < width; i++)
        {
            if (_bytes.TryGetValue(offset + i, out byte odd))
                value = value & ~(0xffu << 8 * i) | (uint)odd << 8 * i;
        }
        return value;
    }
}
