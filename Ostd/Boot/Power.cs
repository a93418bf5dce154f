namespace Ostd.Boot;

public static class Power
{
    /// <summary>Ends the machine with an exit status (0–127 under QEMU). Never returns.</summary>
    public static void PowerOff(int exitCode) => throw null!;
}
