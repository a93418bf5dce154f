using System;
using Internal.Runtime;
using Ostd.Tasks;

namespace Metal;

/// <summary>What the main programs under kernel/Programs need: the framework on this machine.</summary>
internal static unsafe class Framework
{
    /// <summary>
    /// Brings the framework up, lets <paramref name="inject"/> choose the policies, and runs <paramref name="main"/> as the
    /// first task. Never returns.
    /// </summary>
    internal static void Run(Action<Ostd.Kernel> inject, Action main)
    {
        Ostd.Kernel kernel = Ostd.Kernel.Boot(MetalMachine.Only);
        inject(kernel);
        RuntimeHooks.Yielder = &Scheduling.TryYield;
        RuntimeHooks.Collect = &Collect;
        kernel.Start(main);
    }

    /// <summary>For <c>GC.Collect()</c>.</summary>
    private static void Collect() => Ostd.Kernel.Current.Memory.Heap.CollectNow();
}
