using System.Diagnostics.CodeAnalysis;

namespace Metal;

/// <summary>Leaves QEMU.</summary>
internal static class PowerSwitch
{
    /// <summary>An isa-debugcon device whose output the host reads as the exit status: all eight bits of it.</summary>
    private const ushort StatusPort = 0xe9;

    /// <summary>An isa-debug-exit device. QEMU's own status becomes (value &lt;&lt; 1) | 1, which cannot be 0.</summary>
    private const ushort ExitPort = 0xf4;

    /// <summary>ACPI's PM1a control register on the q35 machine, for the exit of success: QEMU's own status is then 0.</summary>
    private const ushort SleepPort = 0x604;
    private const ushort SoftOff = 0x2000;

    /// <summary>How long to wait for it: a good part of a second.</summary>
    private const int SoftOffPauses = 20_000_000;

    [DoesNotReturn]
    internal static void Off(int exitCode)
    {
        Instructions.Out8(StatusPort, (byte)exitCode);
        if (exitCode == 0)
        {
            // It takes effect a moment later, and the other device must not be first.
            Instructions.Out16(SleepPort, SoftOff);
            for (int i = 0; i < SoftOffPauses; i++)
                Instructions.Pause();
        }

        Instructions.Out32(ExitPort, (uint)exitCode);
        Instructions.HaltForEver();
    }
}
