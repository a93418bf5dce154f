using System;
using System.Runtime.CompilerServices;
using Ostd.Tasks;

namespace Ostd.Sync;

/// <summary>Mutual exclusion by sleeping. Task context only. Not recursive: locking it twice in one task throws.</summary>
public sealed class Mutex
{
    private readonly WaitQueue _waiting = new();

    // 0, or the number of the task that holds it.
    private AtomicInt64 _holder = new();

    // Counts up with every taking and every release, under the lock: tells a guard whether the mutex is still held through it.
    private ulong _turn;

    private readonly string _file;
    private readonly int _line;

    public Mutex([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _file = file;
        _line = line;
    }

    /// <exception cref="OstdException">The task holds it already, or may not sleep.</exception>
    public Guard Lock()
    {
        AtomicMode.MightSleep("Mutex.Lock");
        long me = Task.Current.Number;
        if (_holder.CompareExchange(me, 0) != 0)
            LockContended(me);
        Task.Current.Kernel.Machine.OnLockTaken(this, _file, _line, waited: true);
        return new Guard(this, ++_turn);
    }

    public bool TryLock(out Guard guard)
    {
        if (!TryTake())
        {
            guard = default;
            return false;
        }
        Task.Current.Kernel.Machine.OnLockTaken(this, _file, _line, waited: false);
        guard = new Guard(this, ++_turn);
        return true;
    }

    public bool IsHeldByCurrentTask => _holder.Load(MemoryOrder.Relaxed) == Task.Current.Number;

    private bool TryTake() => _holder.CompareExchange(Task.Current.Number, 0) == 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LockContended(long me)
    {
        if (_holder.Load(MemoryOrder.Relaxed) == me)
            throw new OstdException(OstdError.InvalidArgs, $"{Task.Current} locks a mutex that it holds already: mutexes are not recursive.");
        Task.Current.Kernel.Machine.OnLockWanted(this, _file, _line);
        _waiting.WaitUntil(TryTake);
    }

    private void Release(ulong turn)
    {
        if (!IsHeldByCurrentTask || _turn != turn)
            return; // released already, perhaps taken again since, here or by somebody else
        _turn = turn + 1;
        Task.Current.Kernel.Machine.OnLockReleased(this);
        // A full fence, which WakeOneFenced asks for: whoever queued up before it is seen, whoever comes later finds the mutex free.
        _holder.Exchange(0);
        _waiting.WakeOneFenced();
    }

    /// <summary>Proves that the mutex is held. A second disposal, or that of a copy, does nothing.</summary>
    public ref struct Guard
    {
        private readonly Mutex? _mutex;
        private readonly ulong _turn;

        internal Guard(Mutex mutex, ulong turn)
        {
            _mutex = mutex;
            _turn = turn;
        }

        public readonly void Dispose() => _mutex?.Release(_turn);
    }
}
