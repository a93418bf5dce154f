using Ostd.Model.Pci;

namespace Ostd.Tests.Pci;

/// <summary>A PCI function whose windows are plain memory: with one in 32 bits, one in 64, one among the ports, and messages.</summary>
internal sealed class TestFunction : ModelPciFunction
{
    internal const int Entries = 3;
    internal const ulong TableOffset = 0x2000, PendingOffset = 0x3000;

    private readonly byte[] _memory = new byte[0x4000];

    internal TestFunction(uint classCode = 0x01_00_00)
        : base(0x1234, 0x5678, classCode)
    {
        AddBar(0, BarKind.Memory32, 0x4000);
        AddBar(2, BarKind.Memory64, 0x1000);
        AddBar(4, BarKind.Ports, 0x20);
        AddCapability(9, [6, 0xab, 0xcd, 0xef]);
        AddMsix(Entries, bar: 0, (uint)TableOffset, (uint)PendingOffset);
    }

    private protected override ulong ReadRegister(int bar, ulong offset, int width)
    {
        ulong value = 0;
        for (int i = 0; i < width; i++)
            value |= (ulong)_memory[(offset + (ulong)i) % 0x4000] << 8 * i;
        return value;
    }

    private protected override void WriteRegister(int bar, ulong offset, int width, ulong value)
    {
        for (int i = 0; i < width; i++)
            _memory[(offset + (ulong)i) % 0x4000] = (byte)(value >> 8 * i);
    }
}
