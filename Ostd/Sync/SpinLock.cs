using System.Runtime.CompilerServices;
using Ostd.Tasks;
using Ostd.Traps;

namespace Ostd.Sync;

/// <summary>
/// Mutual exclusion by spinning; preemption is off while held (and interrupts too when made with <c>irq: true</c>, for data that interrupt handlers touch).
/// Sleeping while holding it is an error. Not recursive: locking it twice on one CPU is reported, not a hang.
/// </summary>
public sealed class SpinLock
{
    // The task that holds it, or null. A holder cannot be moved, so its task stands for its CPU too; an interrupt handler acts under the name of
    // the task it interrupted.
    private AtomicRef<Task?> _holder = new();

    // Counts up with every taking and every release, under the lock: tells a guard whether the lock is still held through it.
    private ulong _turn;

    // The one that the holder took before, to be named again when this one is released.
    private SpinLock? _outer;

    private readonly bool _irq;
    private readonly string _file;
    private readonly int _line;

    public SpinLock(bool irq = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _irq = irq;
        _file = file;
        _line = line;
    }

    /// <summary>Use: <c>using var guard = lock.Lock();</c></summary>
    /// <exception cref="OstdException">This CPU holds it already.</exception>
    public Guard Lock()
    {
        Task task = Enter();
        task.Kernel.Machine.OnLockWanted(this, _file, _line);
        if (_holder.TakeWhenNull(task) is not null)
            LockContended(task);
        NoteTaken(task, waited: true);
        return new Guard(this, ++_turn);
    }

    public bool TryLock(out Guard guard)
    {
        Task task = Enter();
        if (_holder.CompareExchange(task, null) is not null)
        {
            Leave(task);
            guard = default;
            return false;
        }
        NoteTaken(task, waited: false);
        guard = new Guard(this, ++_turn);
        return true;
    }

    public bool IsHeldByCurrentCpu => _holder.Load(MemoryOrder.Relaxed) == Task.Current;

    /// <summary>Where it was made, for messages.</summary>
    internal string Origin => $"{_file}:{_line}";

    private void NoteTaken(Task task, bool waited)
    {
        task.Kernel.Machine.OnLockTaken(this, _file, _line, waited);
        _outer = task.LastSpinLock;
        task.LastSpinLock = this;
    }

    private Task Enter()
    {
        Task task = Task.Current;
        task.DisablePreemption();
        if (_irq)
            IrqGuard.Disable();
        return task;
    }

    private void Leave(Task task)
    {
        if (_irq)
        {
            task.PreemptCount--;
            IrqGuard.Restore(task.Cpu);
        }
        else
        {
            PreemptGuard.Leave(task);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LockContended(Task task)
    {
        do
        {
            // Wait by reading, so that the line stays shared until the lock is free.
            while (_holder.Load(MemoryOrder.Relaxed) is { } holder)
            {
                if (holder == task)
                {
                    Leave(task);
                    throw new OstdException(OstdError.InvalidArgs, $"{task} locks the spin lock made at {Origin} on the CPU that holds it already: spin locks are not recursive.");
                }
                if (!task.Kernel.Machine.InterruptsEnabled)
                    task.Kernel.Interprocessor?.RunInbox(task.Cpu); // the holder may wait for this CPU's answer to a cross call
                task.Kernel.Machine.Pause();
            }
        }
        while (_holder.TakeWhenNull(task) is not null);
    }

    private void Release(ulong turn)
    {
        Task holder = Task.Current;
        if (_holder.Load(MemoryOrder.Relaxed) != holder || _turn != turn)
            return; // released already, perhaps taken again since, here or by somebody else
        _turn = turn + 1;
        holder.Kernel.Machine.OnLockReleased(this);
        if (holder.LastSpinLock == this)
            holder.LastSpinLock = _outer;
        _outer = null;
        _holder.Store(null, MemoryOrder.Release);
        Leave(holder);
    }

    /// <summary>Proves that the lock is held. A second disposal, or that of a copy, does nothing.</summary>
    public ref struct Guard
    {
        private readonly SpinLock? _lock;
        private readonly ulong _turn;

        internal Guard(SpinLock spinLock, ulong turn)
        {
            _lock = spinLock;
            _turn = turn;
        }

        public readonly void Dispose() => _lock?.Release(_turn);
    }
}
