using Ostd.Traps;
using Ostd.UserSpace;

namespace Metal;

// Upwards: what traps of kernel code need from the framework.
internal sealed unsafe partial class MetalMachine
{
    /// <summary>The bits of a page fault's error code that the framework knows: present, write, user, execute.</summary>
    private const ulong AccessBits = (ulong)(PageFaultAccess.Present | PageFaultAccess.Write | PageFaultAccess.User | PageFaultAccess.Execute);

    internal static bool TryResolveUserFault(ulong address, ulong errorCode) =>
        KernelFault.TryResolveUserFault(address, (PageFaultAccess)(errorCode & AccessBits));

    internal static void HandleInterrupt(int vector) => TrapEntry.Interrupt(vector, fromUser: false);
}
