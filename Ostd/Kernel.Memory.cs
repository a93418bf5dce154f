using Ostd.Frames;
using Ostd.Seam;
using Ostd.Tasks;
using Ostd.Traps;

namespace Ostd;

/// <summary>Memory: the parts of the kernel that manage it.</summary>
public sealed partial class Kernel
{
    private MemorySystem? _memory;

    /// <summary>How much memory there is and who has it. Any context.</summary>
    public MemoryInfo MemoryInfo => Memory.Info;

    /// <summary>The executing CPU, from 0. Means something only while the caller cannot be moved (interrupts disabled, a guard held).</summary>
    public int CurrentCpu => Machine.CurrentCpu;

    /// <summary>Frames, address spaces, heap. There from <see cref="BootMemory"/> on.</summary>
    internal MemorySystem Memory => _memory!;

    /// <summary>Handles that were dropped without Dispose.</summary>
    internal DroppedHandles Dropped { get; } = new();

    /// <summary>First step of the boot sequence: claims the frame metadata and everything that is not free RAM.</summary>
    internal void BootMemory()
    {
        _memory = new MemorySystem(this);
        _memory.Space.Activate();
    }

    /// <summary>Runs <paramref name="call"/> on this CPU and on every other that is up.</summary>
    internal void RunEverywhere(CrossCall call)
    {
        using var guard = PreemptGuard.Enter();
        call.Run();
        ulong online = ulong.MaxValue >> 64 - _online.Load(Sync.MemoryOrder.Acquire);
        if (online != 1)
            Interprocessor.Call(online, call);
    }

    /// <summary>Gives all free pages to the policy, which hands them out from now on. Once.</summary>
    public void InjectFrameAllocator(IFrameAllocator policy) => Memory.Frames.Inject(policy);
}
