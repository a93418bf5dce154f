using System;
using System.Runtime.CompilerServices;
using Ostd.Tasks;

namespace Ostd.Sync;

/// <summary>Mutual exclusion by sleeping. Task context only. Not recursive: locking it twice in one task throws.</summary>
public sealed class Mutex
{
    private readonly WaitQueue _waiting = new();

    // 0, or the number of the task that holds it.
    private AtomicInt64 _holder;

    // How often it was taken: tells a guard whether the lock it releases is still its own.
    private uint _taken;

    // Made by the first task that has to wait.
    private Func<bool>? _tryTake;

    /// <exception cref="OstdException">The task holds it already, or may not sleep.</exception>
    public Guard Lock()
    {
        AtomicMode.MightSleep("Mutex.Lock");
        long me = Task.Current.Number;
        if (_holder.CompareExchange(me, 0) != 0)
            LockContended(me);
        return new Guard(this, ++_taken);
    }

    public bool TryLock(out Guard guard)
    {
        if (!TryTake())
        {
            guard = default;
            return false;
        }
        guard = new Guard(this, ++_taken);
        return true;
    }

    public bool IsHeldByCurrentTask => _holder.Load(MemoryOrder.Relaxed) == Task.Current.Number;

    private bool TryTake() => _holder.CompareExchange(Task.Current.Number, 0) == 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LockContended(long me)
    {
        if (_holder.Load(MemoryOrder.Relaxed) == me)
            throw new OstdException(OstdError.InvalidArgs, $"{Task.Current} locks a mutex that it holds already: mutexes are not recursive.");
        _waiting.WaitUntil(_tryTake ??= TryTake);
    }

    /// <summary>Proves that the mutex is held. A second disposal, or that of a copy, does nothing.</summary>
    public ref struct Guard
    {
        private Mutex? _mutex;
        private readonly uint _taken;

        internal Guard(Mutex mutex, uint taken)
        {
            _mutex = mutex;
            _taken = taken;
        }

        public void Dispose()
        {
            if (_mutex is not { } mutex)
                return;
            _mutex = null;
            if (mutex._taken != _taken || !mutex.IsHeldByCurrentTask)
                return;
            // A full fence, which WakeOneFenced asks for: whoever queued up before it is seen, whoever comes later finds the mutex free.
            mutex._holder.Exchange(0);
            mutex._waiting.WakeOneFenced();
        }
    }
}
