using Ostd.Sync;
using Ostd.Tasks;

namespace Ostd.Traps;

/// <summary>What CPUs ask of each other: to reschedule, or to run a <see cref="CrossCall"/>.</summary>
internal sealed class Interprocessor
{
    private readonly Kernel _kernel;

    // [target × CPUs + sender]: a sender has at most one call on its way to each target, so that nothing needs a lock or a queue.
    private readonly AtomicRef<CrossCall?>[] _inboxes;

    internal Interprocessor(Kernel kernel)
    {
        _kernel = kernel;
        _inboxes = AtomicRef<CrossCall?>.Array(kernel.CpuCount * kernel.CpuCount);
    }

    /// <summary>Makes a CPU pass through the interrupt return path, where it asks its scheduler policy. Any context.</summary>
    internal void SendReschedule(int cpu)
    {
        using var guard = IrqGuard.Enter();
        if (cpu != guard.Cpu.Index)
            _kernel.LocalApic.SendInterrupt(_kernel.Cpus[cpu].ApicId, Vectors.Reschedule);
    }

    /// <summary>
    /// Runs the call on every other CPU whose bit is set in <paramref name="targets"/> and returns when all have. Any context, except inside
    /// a call; one call object serves one sender at a time.
    /// </summary>
    /// <remarks>
    /// Two CPUs may call each other with interrupts disabled: while it waits, each one runs what the other wants. So nobody waits for
    /// somebody who only waits.
    /// </remarks>
    internal void Call(ulong targets, CrossCall call)
    {
        using var guard = IrqGuard.Enter();
        Start(targets, call);
        Finish(call);
    }

    /// <summary>First half of <see cref="Call"/>: tells the targets. Interrupts are disabled.</summary>
    internal void Start(ulong targets, CrossCall call)
    {
        CpuState here = Task.Current.Cpu;
        targets &= ~(1UL << here.Index);
        call.Pending.Store(System.Numerics.BitOperations.PopCount(targets), MemoryOrder.SeqCst);
        for (int cpu = 0; cpu < _kernel.CpuCount; cpu++)
        {
            if ((targets >> cpu & 1) == 0)
                continue;
            Inbox(cpu, here.Index).Store(call, MemoryOrder.SeqCst);
            _kernel.LocalApic.SendInterrupt(_kernel.Cpus[cpu].ApicId, Vectors.CrossCall);
        }
    }

    /// <summary>Second half of <see cref="Call"/>: waits until all have run it, and does meanwhile what others want. Interrupts are disabled.</summary>
    internal void Finish(CrossCall call)
    {
        while (call.Pending.Load(MemoryOrder.Acquire) != 0)
            _kernel.AnswerWhileWaiting();
    }

    /// <summary>Every CPU that is up, as a set for <see cref="Call"/>.</summary>
    internal ulong Everybody => _kernel.CpuCount == 64 ? ulong.MaxValue : (1UL << _kernel.CpuCount) - 1;

    /// <summary>Runs what others have asked of this CPU. Interrupts are disabled.</summary>
    internal void RunInbox(CpuState here)
    {
        for (int sender = 0; sender < _kernel.CpuCount; sender++)
        {
            ref AtomicRef<CrossCall?> inbox = ref Inbox(here.Index, sender);
            if (inbox.Load(MemoryOrder.Relaxed) is null || inbox.Exchange(null) is not { } call)
                continue;
            call.Run();
            call.Pending.FetchAdd(-1);
        }
    }

    private ref AtomicRef<CrossCall?> Inbox(int target, int sender) => ref _inboxes[target * _kernel.CpuCount + sender];
}
