namespace Metal;

/// <summary>The CPUs of the machine and the memory each has for itself.</summary>
internal static unsafe class Cpus
{
    private const uint GsBase = 0xc000_0101;

    private static Gate* s_gates;
    private static CpuBlock* s_bootBlock;

    /// <summary>CPUs that take part.</summary>
    internal static int Count => 1;

    internal static CpuBlock* Block(int cpu) => s_bootBlock;

    /// <summary>Gives the boot CPU its block and its tables.</summary>
    internal static void InitializeBootCpu(ulong stackBottom, ulong stackTop)
    {
        s_gates = DescriptorTables.BuildGates(BootHeap.Allocate(256 * (nuint)sizeof(Gate)));
        var area = (CpuArea*)BootHeap.Allocate((nuint)sizeof(CpuArea));
        CpuBlock* block = area->Block;
        s_bootBlock = block;
        block->Self = block;
        block->Stack.Guard = stackBottom;
        block->Stack.Bottom = stackBottom;
        block->Stack.Top = stackTop;
        block->BootStackTop = stackTop;
        DescriptorTables.Load(area, s_gates);
        Instructions.WriteMsr(GsBase, (ulong)block);
    }
}
