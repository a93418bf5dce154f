using Ostd.Frames;
using Ostd.Heap;
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

    /// <summary>Whether the executing CPU runs a task or handles an interrupt. Any context.</summary>
    public InterruptLevel InterruptLevel => Task.Current.Cpu.InterruptDepth switch
    {
        0 => InterruptLevel.Task,
        1 => InterruptLevel.Interrupt,
        _ => InterruptLevel.Nested,
    };

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
        if (OnlineCpus != 1)
            Interprocessor.Call(OnlineCpus, call);
    }

    /// <summary>The CPUs that are up, as a set of bits.</summary>
    internal ulong OnlineCpus => ulong.MaxValue >> 64 - _online.Load(Sync.MemoryOrder.Acquire);

    internal Sync.CpuSet Online => new(OnlineCpus);

    /// <summary>
    /// For loops that wait for another CPU with interrupts disabled: does what others ask of this CPU meanwhile, so that nobody waits for ever for
    /// somebody who waits.
    /// </summary>
    internal void AnswerWhileWaiting()
    {
        if (OnlineCpus != 1)
            Interprocessor.RunInbox(Task.Current.Cpu);
        Machine.Pause();
    }

    /// <summary>Hands the objects' memory to the policy: from now on they live in its slots. Once, after the frame allocator.</summary>
    public void InjectHeapAllocator(IHeapAllocator policy) => Memory.Heap.Inject(policy);

    /// <summary>Gives all free pages to the policy, which hands them out from now on. Once.</summary>
    public void InjectFrameAllocator(IFrameAllocator policy) => Memory.Frames.Inject(policy);
}
