using Ostd;

namespace Services.Policies;

/// <summary>The policies that the product uses.</summary>
public static class DefaultPolicies
{
    /// <summary>Injects all of them. On the boot CPU, before the first task.</summary>
    public static void Inject(Kernel kernel)
    {
        kernel.InjectFrameAllocator(new BuddyAllocator());
        kernel.InjectHeapAllocator(new SlabHeap());
        kernel.InjectScheduler(new RoundRobinScheduler(kernel.CpuCount));
    }
}
