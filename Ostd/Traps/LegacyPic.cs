using Ostd.Seam;

namespace Ostd.Traps;

/// <summary>The two 8259 interrupt controllers of the first PCs: silenced, since the I/O APIC takes their place.</summary>
/// <remarks>
/// A masked 8259 can still raise its spurious interrupts (7 and 15), on the vectors it was given; so it is told to use vectors that are
/// not CPU exceptions first. Initialisation words ICW1 to ICW4: Intel 8259A data sheet.
/// </remarks>
internal static class LegacyPic
{
    private const ushort FirstCommand = 0x20, FirstData = 0x21, SecondCommand = 0xa0, SecondData = 0xa1;

    internal static void Disable(Machine machine)
    {
        machine.Out8(FirstCommand, 0x11);
        machine.Out8(SecondCommand, 0x11);
        machine.Out8(FirstData, Vectors.FirstInterrupt);
        machine.Out8(SecondData, Vectors.FirstInterrupt + 8);
        machine.Out8(FirstData, 4); // the second hangs on line 2 of the first
        machine.Out8(SecondData, 2);
        machine.Out8(FirstData, 1);
        machine.Out8(SecondData, 1);
        machine.Out8(FirstData, 0xff);
        machine.Out8(SecondData, 0xff);
    }
}
