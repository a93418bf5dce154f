using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Internal.Runtime;
using Ostd.Seam;

namespace Metal;

// What the collector needs to see: roots outside the heap, and registers.
internal sealed unsafe partial class MetalMachine
{
    /// <summary>
    /// Static fields lie in objects that the cells in the image point at. Objects of the image itself hold no references to the heap.
    /// </summary>
    public override void VisitStaticRoots(IRootVisitor visitor)
    {
        StaticRoots roots = StaticRegions.Roots;
        while (roots.MoveNext())
            visitor.VisitRange((ulong)roots.Current, (ulong)(roots.Current + 1));
    }

    public override void GetBootObjects(out ulong start, out ulong end)
    {
        start = BootHeap.FirstObject;
        end = BootHeap.Used;
    }

    public override void UseHeap() => Allocation.UseHeap();

    public override ulong BootStackTop(int cpu) => Cpus.Block(cpu)->BootStackTop;

    public override ulong ReadFreeList(int cpu, int sizeClass) => Cpus.Block(cpu)->FreeSlots[sizeClass - 1];
    public override void WriteFreeList(int cpu, int sizeClass, ulong block) => Cpus.Block(cpu)->FreeSlots[sizeClass - 1] = block;

    public override void WithSpilledRegisters(Action<ulong> action) => Spill(&OnSpilled, action);

    public override void WriteStackTrace(Action<byte> write)
    {
        s_traceWriter = write;
        StackWalk.PrintCurrent(&WriteTraceCharacter);
    }

    private static Action<byte>? s_traceWriter;

    private static void WriteTraceCharacter(byte character) => s_traceWriter!(character);

    private static void OnSpilled(ulong stackPointer, Action<ulong> action) => action(stackPointer);

    [RuntimeImport("*", "spill_registers"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Spill(delegate*<ulong, Action<ulong>, void> function, Action<ulong> argument);
}
