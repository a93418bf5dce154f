using System.Diagnostics.CodeAnalysis;
using Ostd.Seam;

namespace Ostd.Boot;

public static class Power
{
    /// <summary>Ends the machine with an exit status (0–127 under QEMU). Never returns.</summary>
    [DoesNotReturn]
    public static void PowerOff(int exitCode)
    {
        Machine machine = Root.Machine;
        machine.DisableInterrupts();
        machine.PowerOff(exitCode);
    }
}
