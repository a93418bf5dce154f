using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Ostd.Seam;

namespace Metal;

// What the collector needs to see: roots outside the heap, and registers.
internal sealed unsafe partial class MetalMachine
{
    public override void VisitStaticRoots(IRootVisitor visitor)
    {
        visitor.VisitRange(BootHeap.Start, BootHeap.Used);
    }

    public override void WithSpilledRegisters(Action<ulong> action) => Spill(&OnSpilled, action);

    public override void WriteStackTrace(Action<string> writeLine)
    {
    }

    private static void OnSpilled(ulong stackPointer, Action<ulong> action) => action(stackPointer);

    [RuntimeImport("*", "spill_registers"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Spill(delegate*<ulong, Action<ulong>, void> function, Action<ulong> argument);
}
