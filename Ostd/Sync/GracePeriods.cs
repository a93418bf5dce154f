using System;
using Ostd.Panics;
using Ostd.Tasks;

namespace Ostd.Sync;

/// <summary>
/// Tells when every read section that was going on has ended. Readers do nothing but stay on their CPU (paper, section 4; the technique is McKenney's non-preemptible RCU): so a
/// CPU that is found not to be in atomic mode, a *quiescent state*, has no reader, and a grace period is over when every CPU has been found so since it began.
/// </summary>
/// <remarks>
/// Quiescent states are: a yield, a switch of tasks, the end of an interrupt that interrupted no guard, the way to user mode, and rest (halted, with nothing to
/// do). A CPU that goes on in kernel mode without any only delays what waits.
///
/// <para>Why a reader that may see the old value is waited for. The updater exchanges the reference, then (a full fence later) marks every CPU as
/// awaited. A CPU removes its mark by a locked operation in a quiescent state. What it read before that, it no longer uses; what it reads
/// afterwards is new:</para>
/// <code>
///   CPU 0                                    CPU 1
///                                            exchange the reference
///                                            mark CPU 0 as awaited
///   (end of a read section)
///   quiescent: remove the mark  ──────────▶  no mark is left: release the old value
///   load the reference: the new one
/// </code>
/// <para>Why a CPU that rests need not be marked. Both sides write, fence, then read what the other wrote (store-buffer shape): either the updater
/// sees that CPU 0 rests no more and waits for it, or CPU 0 sees the new reference.</para>
/// <code>
///   CPU 0                                    CPU 1
///   leave rest: remove it from _resting      exchange the reference
///     (a locked operation)                   load _resting
///   load the reference
/// </code>
/// <para>Why no mark is forgotten on a CPU that goes to rest: it writes _resting, then reads its mark; the updater writes the marks, then reads
/// _resting. One of them sees the other's, and removes the mark.</para>
/// Checked by: GracePeriodScenarios (every schedule, with store buffers), RcuScenarios, RcuProperty.
/// </remarks>
internal sealed class GracePeriods
{
    /// <summary>Callbacks that one visitor runs before it goes on with its own business.</summary>
    private const int MaxCallbacksAtATime = 64;

    private readonly Kernel _kernel;

    // Order: innermost but for the locks that waking takes; taken with interrupts disabled.
    private readonly SpinLock _lock = new(irq: true);

    // Under the lock: what waits for the grace period that is going on, and what came too late for it.
    private RcuCallbackList _current, _next;

    // Under the lock: what may be run.
    private RcuCallbackList _ripe;
    private AtomicBool _hasRipe = new();

    // CPUs that the grace period awaits: set under the lock, removed under the lock. Empty: no grace period.
    private AtomicCpuSet _awaited = new();

    // CPUs that have halted with nothing to do and have not taken an interrupt since.
    private AtomicCpuSet _resting = new();

    internal GracePeriods(Kernel kernel) => _kernel = kernel;

    /// <summary>Something is ready to be run.</summary>
    internal bool HasRipe => _hasRipe.Load(MemoryOrder.Relaxed);

    /// <summary>Runs the callback after a grace period that begins now or later. Any context.</summary>
    internal void Defer(RcuCallback callback)
    {
        using var guard = _lock.Lock();
        _next.Add(callback);
        if (_awaited.Load(MemoryOrder.Relaxed).IsEmpty)
            BeginLocked();
    }

    /// <summary>The executing CPU is in no read section: nothing that runs on it is in atomic mode. Interrupts are disabled.</summary>
    internal void PassQuiescentState(CpuState cpu)
    {
        if (!_awaited.Load(MemoryOrder.Relaxed).Contains(cpu.Index))
            return; // a mark that is being made now is for the next time
        using var guard = _lock.Lock();
        if (_awaited.Load(MemoryOrder.Relaxed).Contains(cpu.Index) && _awaited.Remove(cpu.Index).IsEmpty)
            EndLocked();
    }

    /// <summary>The executing CPU is about to halt. False: it should not, there is something to run first. Interrupts are disabled.</summary>
    internal bool TryRest(CpuState cpu)
    {
        _resting.Add(cpu.Index); // a full fence
        cpu.IsResting = true;
        PassQuiescentState(cpu);
        if (!HasRipe)
            return true;
        LeaveRest(cpu);
        return false;
    }

    /// <summary>The executing CPU takes an interrupt: its handler may read. Interrupts are disabled.</summary>
    internal void LeaveRest(CpuState cpu)
    {
        cpu.IsResting = false;
        _resting.Remove(cpu.Index); // a full fence
    }

    /// <summary>Runs callbacks whose grace period has ended. Interrupts are enabled, the caller is not in atomic mode.</summary>
    internal void RunRipe()
    {
        if (!HasRipe)
            return;
        using var guard = PreemptGuard.Enter();
        for (int i = 0; i < MaxCallbacksAtATime && TryTakeRipe() is { } callback; i++)
        {
            try
            {
                callback.Run();
            }
            catch (Exception e)
            {
                Panic.Stop($"A callback after an RCU grace period threw {e.GetType().Name}: {e.Message}. Such callbacks must not throw.");
            }
        }
    }

    private RcuCallback? TryTakeRipe()
    {
        using var guard = _lock.Lock();
        RcuCallback? callback = _ripe.TryTake();
        if (_ripe.IsEmpty)
            _hasRipe.Store(false, MemoryOrder.Relaxed);
        return callback;
    }

    private void BeginLocked()
    {
        _current.TakeAll(ref _next);
        _awaited.Store(_kernel.Online, MemoryOrder.SeqCst); // a full fence, also between the updater's exchange and the look at who rests
        if (_awaited.Remove(_resting.Load(MemoryOrder.SeqCst)).IsEmpty)
            EndLocked();
    }

    private void EndLocked()
    {
        _ripe.TakeAll(ref _current);
        _hasRipe.Store(true, MemoryOrder.Relaxed);
        if (!_next.IsEmpty)
            BeginLocked();
    }
}
