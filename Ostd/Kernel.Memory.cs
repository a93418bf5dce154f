using Ostd.Boot;
using Ostd.Frames;
using Ostd.Seam;

namespace Ostd;

/// <summary>Memory: the parts of the kernel that manage it.</summary>
public sealed partial class Kernel
{
    private MemorySystem? _memory;

    /// <summary>How much memory there is and who has it. Any context.</summary>
    public MemoryInfo MemoryInfo => Memory.Info;

    /// <summary>Frames, address spaces, heap. There from <see cref="BootMemory"/> on.</summary>
    internal MemorySystem Memory => _memory!;

    /// <summary>Handles that were dropped without Dispose.</summary>
    internal DroppedHandles Dropped { get; } = new();

    /// <summary>First step of the boot sequence: claims the frame metadata and everything that is not free RAM.</summary>
    internal void BootMemory() => _memory = new MemorySystem(Machine, BootInfo);

    /// <summary>Gives all free pages to the policy, which hands them out from now on. Once.</summary>
    public void InjectFrameAllocator(IFrameAllocator policy) => Memory.Frames.Inject(policy);
}
