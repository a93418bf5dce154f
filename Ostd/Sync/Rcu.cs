using System;
using Ostd.Tasks;

namespace Ostd.Sync;

/// <summary>
/// Read-copy-update: readers take no lock and write nothing that others read; who replaces a value waits with releasing the old one until nobody can be
/// reading it any more (a grace period, see <see cref="GracePeriods"/>). The collector would keep the object itself alive; what must wait is what the object
/// stands for: frames, mappings, lines that its Dispose gives back.
/// </summary>
/// <remarks>
/// <code>
///   reader (CPU 0)                          updater (CPU 1)
///   disable preemption                      exchange the reference (a full fence)
///   load the reference ─── old or new ──    begin a grace period: wait for CPU 0, too
///   use what it refers to
///   enable preemption
///   CPU 0 passes a quiescent state ───────▶ the last CPU has passed: release the old value
/// </code>
/// Checked by: GracePeriodScenarios.ReaderIsAwaited, RcuScenarios, RcuProperty, RcuAttacks.
/// </remarks>
public sealed class Rcu<T>
    where T : class?
{
    private AtomicRef<T> _current;

    public Rcu(T first) => _current = new AtomicRef<T>(first);

    /// <summary>Looks at the value; it will not be released before the guard is disposed. Atomic mode until then: nothing may sleep. Any context.</summary>
    /// <exception cref="OstdException">The task holds too many guards.</exception>
    public ReadGuard Read() => new(this, CpuGuard.DisablePreemption());

    /// <summary>
    /// Looks at the value under a guard that is held already; it will not be released before that is disposed. Any context.
    /// </summary>
    /// <exception cref="OstdException">The guard was disposed.</exception>
    public T Get(scoped in CpuGuard guard)
    {
        _ = guard.Holder;
        return _current.Load(MemoryOrder.Acquire);
    }

    /// <summary>
    /// Replaces the value. After a grace period the old one is disposed, if it is <see cref="IDisposable"/>: see <see cref="Rcu.Defer"/> for what may be done there.
    /// Does not wait. Any context but interrupts, since it allocates.
    /// </summary>
    /// <exception cref="OutOfMemoryException">Then nothing was changed.</exception>
    public void Update(T next) => Replace(new ReleaseValue(null), next);

    /// <summary>Replaces the value; <paramref name="release"/> is called with the old one after a grace period, unless that is null.</summary>
    public void Update(T next, Action<T> release)
    {
        ArgumentNullException.ThrowIfNull(release);
        Replace(new ReleaseValue(release), next);
    }

    /// <summary>Replaces the value if it is still <paramref name="seen"/>; the old one is disposed as by <see cref="Update(T)"/>. False: somebody else was faster.</summary>
    public bool TryUpdate(T seen, T next)
    {
        var later = new ReleaseValue(null);
        if (!ReferenceEquals(_current.CompareExchange(next, seen), seen))
            return false;
        later.DeferFor(seen);
        return true;
    }

    private void Replace(ReleaseValue later, T next) => later.DeferFor(_current.Exchange(next));

    private sealed class ReleaseValue(Action<T>? release) : RcuCallback
    {
        private T _value = default!;

        internal void DeferFor(T old)
        {
            if (old is null)
                return;
            _value = old;
            Kernel.Current.GracePeriods.Defer(this);
        }

        internal override void Run()
        {
            if (release is not null)
                release(_value);
            else
                (_value as IDisposable)?.Dispose();
        }
    }

    /// <summary>Proves that the value it shows is not released. A second disposal, or that of a copy, does nothing.</summary>
    public readonly ref struct ReadGuard
    {
        private readonly CpuGuard _guard;
        private readonly T _value;

        internal ReadGuard(Rcu<T> cell, CpuGuard guard)
        {
            _guard = guard;
            _value = cell._current.Load(MemoryOrder.Acquire);
        }

        /// <exception cref="OstdException">The guard was disposed.</exception>
        public T Value
        {
            get
            {
                _ = _guard.Holder;
                return _value;
            }
        }

        public void Dispose() => _guard.Dispose();
    }
}

/// <summary>Work that waits for the end of all read sections that are going on now.</summary>
public static class Rcu
{
    /// <summary>
    /// Calls <paramref name="action"/> after a grace period, in whatever task or idle CPU comes by: in atomic mode, so that it may take spin locks and wake tasks but not sleep.
    /// It must not throw. Any context but interrupts, since this allocates.
    /// </summary>
    public static void Defer(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Kernel.Current.GracePeriods.Defer(new DeferredAction(action));
    }

    /// <summary>Disposes a handle after a grace period.</summary>
    public static void Drop(IDisposable handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        Defer(handle.Dispose);
    }

    /// <summary>Sleeps until every read section that is going on now has ended. Task context.</summary>
    public static void Synchronize()
    {
        AtomicMode.MightSleep("Rcu.Synchronize");
        var done = new Signal();
        Kernel.Current.GracePeriods.Defer(done);
        done.Wait();
    }

    private sealed class DeferredAction(Action action) : RcuCallback
    {
        internal override void Run() => action();
    }

    private sealed class Signal : RcuCallback
    {
        private readonly WaitQueue _waiting = new();
        private AtomicBool _isDone = new();

        internal void Wait() => _waiting.WaitUntil(() => _isDone.Load(MemoryOrder.Acquire));

        internal override void Run()
        {
            _isDone.Store(true, MemoryOrder.Release);
            _waiting.WakeAll();
        }
    }
}
