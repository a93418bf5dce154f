namespace Metal;

// Upwards: what traps of kernel code need from the framework.
internal sealed unsafe partial class MetalMachine
{
    internal static bool TryResolveUserFault(ulong address, ulong errorCode) => false;

    internal static void HandleInterrupt(int vector) => Panic.Stop("An interrupt that nobody expects.", "");
}
