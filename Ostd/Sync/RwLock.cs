using System;
using System.Runtime.CompilerServices;
using Ostd.Tasks;

namespace Ostd.Sync;

/// <summary>
/// Many readers or one writer, by sleeping; writers are not starved. Task context only. Not recursive: a reader that reads again may wait
/// for a writer that waits for it.
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

    // The writer's task, for messages; and a count of takings and releases by writers: tells a guard whether the lock is still held through it.
    private long _writer;
    private uint _turn;

    // Made by the first task that has to wait.
    private Func<bool>? _tryRead, _tryWrite;

    public ReadGuard Read()
    {
        AtomicMode.MightSleep("RwLock.Read");
        if (!TryTakeRead())
        {
            RefuseOwnWrite();
            _readers.WaitUntil(_tryRead ??= TryTakeRead);
        }
        return new ReadGuard(this);
    }

    public WriteGuard Write()
    {
        AtomicMode.MightSleep("RwLock.Write");
        if (_state.CompareExchange(Writer, 0) != 0)
        {
            RefuseOwnWrite();
            _writers.WaitUntil(_tryWrite ??= TryTakeWrite);
        }
        _writer = Task.Current.Number;
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RefuseOwnWrite()
    {
        if ((_state.Load(MemoryOrder.Relaxed) & Writer) != 0 && _writer == Task.Current.Number)
            throw new OstdException(OstdError.InvalidArgs, $"{Task.Current} locks a reader-writer lock that it holds for writing already: it is not recursive.");
    }

    private void ReleaseRead()
    {
        int old = _state.FetchAdd(-1);
        if ((old & Readers) == 0)
        {
            _state.FetchAdd(1);
            throw new OstdException(OstdError.InvalidArgs, "A read guard was released more often than the lock was taken.");
        }
        if ((old & Readers) == 1)
            _writers.WakeOneFenced();
    }

    // A writer that waits goes first; when it has gone, its own release lets the readers in. Both are asked to look, since the writer may have
    // stopped waiting.
    private void ReleaseWrite(uint turn)
    {
        if (_turn != turn)
            return; // released already, perhaps taken by somebody else since
        _turn = turn + 1;
        _writer = 0;
        _state.FetchAnd(~(Writer | WriterWaits));
        _writers.WakeOneFenced();
        _readers.WakeAll();
    }

    /// <summary>Proves that the lock is held for reading. Disposing it twice does nothing; do not copy it.</summary>
    public ref struct ReadGuard
    {
        private RwLock? _lock;

        internal ReadGuard(RwLock rwLock) => _lock = rwLock;

        public void Dispose()
        {
            RwLock? rwLock = _lock;
            _lock = null;
            rwLock?.ReleaseRead();
        }
    }

    /// <summary>Proves that the lock is held for writing. A second disposal, or that of a copy, does nothing.</summary>
    public ref struct WriteGuard
    {
        private readonly RwLock? _lock;
        private readonly uint _turn;

        internal WriteGuard(RwLock rwLock, uint turn)
        {
            _lock = rwLock;
            _turn = turn;
        }

        public readonly void Dispose() => _lock?.ReleaseWrite(_turn);
    }
}
