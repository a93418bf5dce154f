using System;
using System.Runtime.CompilerServices;
using Ostd.Tasks;

namespace Ostd.Sync;

/// <summary>
/// Many readers or one writer, by sleeping; writers are not starved. Task context only. Not recursive: a reader that reads again could wait
/// for a writer that waits for it, and is refused where it would.
/// </summary>
public sealed class RwLock
{
    private const int Writer = 1 << 30;
    private const int WriterWaits = 1 << 29;
    private const int Readers = WriterWaits - 1;
    private const int MaxReaders = 1 << 20;

    // Writer while one writes, WriterWaits from when a writer finds it taken until one takes it, and the number of readers.
    private AtomicInt32 _state = new();
    private readonly WaitQueue _readers = new();
    private readonly WaitQueue _writers = new();

    // The writer's task; and, while it writes, how often writers have taken and released the lock: tells a guard whether it is still held through it.
    private AtomicInt64 _writer = new();
    private ulong _turn;

    private readonly string _file;
    private readonly int _line;

    public RwLock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        _file = file;
        _line = line;
    }

    /// <exception cref="OstdException">The task writes, or it reads while somebody waits to write; or it may not sleep.</exception>
    public ReadGuard Read()
    {
        AtomicMode.MightSleep("RwLock.Read");
        Task task = Task.Current;
        task.Guards.RequireRoom();
        if (!TryTakeRead())
        {
            RefuseOwn(task);
            task.Kernel.Machine.OnLockWanted(this, _file, _line);
            _readers.WaitUntil(TryTakeRead);
        }
        task.Kernel.Machine.OnLockTaken(this, _file, _line, waited: true);
        return new ReadGuard(this, task);
    }

    /// <exception cref="OstdException">The task holds it already, for reading or for writing; or it may not sleep.</exception>
    public WriteGuard Write()
    {
        AtomicMode.MightSleep("RwLock.Write");
        if (_state.CompareExchange(Writer, 0) != 0)
        {
            RefuseOwn(Task.Current);
            Task.Current.Kernel.Machine.OnLockWanted(this, _file, _line);
            _writers.WaitUntil(TryTakeWrite);
        }
        Task task = Task.Current;
        task.Kernel.Machine.OnLockTaken(this, _file, _line, waited: true);
        _writer.Store(task.Number, MemoryOrder.Relaxed);
        return new WriteGuard(this, ++_turn);
    }

    private bool TryTakeRead()
    {
        while (true)
        {
            int state = _state.Load(MemoryOrder.Relaxed);
            if ((state & (Writer | WriterWaits)) != 0)
                return false;
            if (state >= MaxReaders)
                throw new OstdException(OstdError.Overflow, $"A reader-writer lock has more than {MaxReaders} readers: a read guard is being leaked.");
            if (_state.CompareExchange(state + 1, state) == state)
                return true;
        }
    }

    // Takes the lock when nobody holds it. Otherwise it leaves WriterWaits set, which keeps new readers out; taking the lock clears it, and
    // the other waiting writers set it again when they are woken.
    private bool TryTakeWrite()
    {
        while (true)
        {
            int state = _state.Load(MemoryOrder.Relaxed);
            bool free = (state & (Writer | Readers)) == 0;
            int next = free ? Writer : state | WriterWaits;
            if (_state.CompareExchange(next, state) == state)
                return free;
        }
    }

    // The lock is taken: whoever holds it himself would wait for ever.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseOwn(Task task)
    {
        if (_writer.Load(MemoryOrder.Relaxed) == task.Number)
            throw new OstdException(OstdError.InvalidArgs, $"{task} locks a reader-writer lock that it holds for writing already: it is not recursive.");
        if (task.Guards.HoldsAny(this))
            throw new OstdException(OstdError.InvalidArgs, $"{task} locks a reader-writer lock that it holds for reading already, and would wait for itself: it is not recursive.");
    }

    private void ReleaseRead()
    {
        Task.Current.Kernel.Machine.OnLockReleased(this);
        if ((_state.FetchAdd(-1) & Readers) == 1)
            _writers.WakeOneFenced();
    }

    // A writer that waits goes first; when it has gone, its own release lets the readers in. Both are asked to look, since the writer may have
    // stopped waiting.
    private void ReleaseWrite(ulong turn)
    {
        if (_writer.Load(MemoryOrder.Relaxed) != Task.Current.Number || _turn != turn)
            return; // released already, perhaps taken again since, here or by somebody else
        _turn = turn + 1;
        Task.Current.Kernel.Machine.OnLockReleased(this);
        _writer.Store(0, MemoryOrder.Relaxed);
        _state.FetchAnd(~(Writer | WriterWaits));
        _writers.WakeOneFenced();
        _readers.WakeAll();
    }

    /// <summary>Proves that the lock is held for reading. A second disposal, or that of a copy, does nothing.</summary>
    public ref struct ReadGuard
    {
        private readonly RwLock? _lock;
        private readonly Task? _task;
        private readonly int _slot;
        private readonly ulong _number;

        internal ReadGuard(RwLock rwLock, Task task)
        {
            _lock = rwLock;
            _task = task;
            _slot = task.Guards.Add(rwLock, out _number);
        }

        public readonly void Dispose()
        {
            if (_task is not null && _task.Guards.TryRemove(_slot, _number))
                _lock!.ReleaseRead();
        }
    }

    /// <summary>Proves that the lock is held for writing. A second disposal, or that of a copy, does nothing.</summary>
    public ref struct WriteGuard
    {
        private readonly RwLock? _lock;
        private readonly ulong _turn;

        internal WriteGuard(RwLock rwLock, ulong turn)
        {
            _lock = rwLock;
            _turn = turn;
        }

        public readonly void Dispose() => _lock?.ReleaseWrite(_turn);
    }
}
