using System.Runtime;
using System.Runtime.CompilerServices;
using Ostd.Seam;
using Ostd.Tasks;

namespace Metal;

// Kernel contexts: kernel/Boot/switch.S.
internal sealed unsafe partial class MetalMachine
{
    /// <summary>A suspended execution: its callee-saved registers lie at its stack pointer; and the limits of its stack.</summary>
    private sealed class Context : KernelContext
    {
        internal ulong StackPointer;
        internal StackLimits Limits;
    }

    /// <summary>rbx, rbp, r12 to r15, as context_switch pops them.</summary>
    private const int SavedRegisters = 6;

    public override KernelContext CreateContext(ulong guardBottom, ulong stackBottom, ulong stackTop)
    {
        // Six zero registers, then the address that the switch returns to. What remains of the stack is 16-byte aligned there.
        ulong* stack = (ulong*)stackTop;
        *--stack = StartAddress();
        for (int i = 0; i < SavedRegisters; i++)
            *--stack = 0;
        return new Context
        {
            StackPointer = (ulong)stack,
            Limits = new StackLimits { Guard = guardBottom, Bottom = stackBottom, Top = stackTop },
        };
    }

    public override KernelContext CreateBootContext() => new Context();

    public override void SwitchContext(KernelContext from, KernelContext to)
    {
        var old = Unsafe.As<Context>(from);
        var next = Unsafe.As<Context>(to);
        CpuBlock* cpu = CpuBlock.Current;
        // A task that leaves for good must not leave its reserve open for the stack's next owner.
        StackReserve.CloseIfAbove((ulong)&cpu);
        old.Limits = cpu->Stack;
        cpu->Stack = next.Limits;
        fixed (ulong* stackPointer = &old.StackPointer)
            Switch(stackPointer, next.StackPointer);
    }

    public override ulong StackPointerOf(KernelContext context) => Unsafe.As<Context>(context).StackPointer;

    /// <summary>The first C# code of every task.</summary>
    [RuntimeExport("asterism_task_start")]
    private static void StartTask() => TaskEntry.Run();

    [RuntimeImport("*", "context_switch"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Switch(ulong* saveHere, ulong resume);

    [RuntimeImport("*", "context_start_address"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong StartAddress();
}
