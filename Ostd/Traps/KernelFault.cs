using Ostd.Seam;
using Ostd.Tasks;
using Ostd.UserSpace;

namespace Ostd.Traps;

/// <summary>Page faults of kernel code in the machine's user-copy operations, the only place where the kernel touches user memory.</summary>
internal static class KernelFault
{
    /// <summary>
    /// Lets the services map the page. True: repeat the access. False: the copy ends here. In atomic mode nobody is asked, since
    /// resolving may sleep: then only what is mapped can be copied.
    /// </summary>
    internal static bool TryResolveUserFault(ulong address, PageFaultAccess access)
    {
        Task task = Task.Current;
        Machine machine = task.Kernel.Machine;
        if (address >= VmSpace.UserEnd || task.Kernel.UserFaultHandler is not { } handler)
            return false;
        if (task.PreemptCount != 0 || task.Cpu.IrqGuards != 0 || task.Cpu.InterruptDepth != 0)
            return false;
        bool wereEnabled = machine.InterruptsEnabled;
        if (!wereEnabled)
            machine.EnableInterrupts(); // the trap disabled them; the copy itself runs in task context
        try
        {
            return handler.TryResolve(address, access);
        }
        finally
        {
            if (!wereEnabled)
                machine.DisableInterrupts();
        }
    }
}
