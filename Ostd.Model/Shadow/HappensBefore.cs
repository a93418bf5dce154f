using System.Collections.Generic;
using Ostd.Sync;

namespace Ostd.Model.Shadow;

/// <summary>
/// Which accesses of different CPUs are ordered, by what the program promised and not by what the processor happens to do: a relaxed load orders nothing here, although
/// every load of an x86 acquires, since the compiler may move what stands around it.
/// </summary>
/// <remarks>
/// <code>
///   CPU 0                                    CPU 1
///   plain write of x
///   release store of f  ──────────────────►  acquire load of f that sees it (or a later one)
///                                            plain read of x          ordered: no race
/// </code>
/// A release store replaces what its word passes on; a read-modify-write acquires and adds to it. A relaxed load passes its word's past on at the CPU's next full fence, a
/// relaxed store passes on what its CPU knew at its last one. Interprocessor interrupts and the start of a CPU order what the sender did before them; a device that acts under an explorer counts as a CPU.
/// Tasks do not appear: two tasks on one CPU run one after the other, and a task that moves takes the run queue's atomics along.
/// </remarks>
internal sealed class HappensBefore
{
    private readonly VectorClock[] _cpus;
    private readonly VectorClock[] _atFence;
    private readonly VectorClock[] _seenRelaxed;
    private readonly Dictionary<long, VectorClock> _words = [];
    private readonly VectorClock?[] _interrupts;

    public HappensBefore(int cpus)
    {
        _cpus = new VectorClock[cpus];
        _atFence = new VectorClock[cpus];
        _seenRelaxed = new VectorClock[cpus];
        _interrupts = new VectorClock?[cpus];
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            _cpus[cpu] = new VectorClock(cpus);
            _cpus[cpu].Advance(cpu); // so that no access has the clock 0, which is everybody's past
            _atFence[cpu] = new VectorClock(cpus);
            _seenRelaxed[cpu] = new VectorClock(cpus);
        }
    }

    public int Cpus => _cpus.Length;

    /// <summary>The executing moment of a CPU.</summary>
    public int Now(int cpu) => _cpus[cpu][cpu];

    /// <summary>Whether what <paramref name="cpu"/> did at its moment <paramref name="when"/> happens before what <paramref name="observer"/> does now.</summary>
    public bool IsBefore(int cpu, int when, int observer) => when <= _cpus[observer][cpu];

    public void OnAtomic(int cpu, long word, AtomicAccess access, MemoryOrder order)
    {
        switch (access)
        {
            case AtomicAccess.Fence:
                Fence(cpu);
                break;
            case AtomicAccess.Load when order == MemoryOrder.Relaxed:
                if (_words.TryGetValue(word, out VectorClock? seen))
                    _seenRelaxed[cpu].Join(seen);
                break;
            case AtomicAccess.Load:
                Acquire(cpu, word);
                break;
            case AtomicAccess.Store when order == MemoryOrder.Relaxed:
                Of(word).Become(_atFence[cpu]);
                break;
            case AtomicAccess.Store:
                if (order == MemoryOrder.SeqCst)
                    Fence(cpu);
                Of(word).Become(_cpus[cpu]);
                _cpus[cpu].Advance(cpu);
                break;
            default:
                Acquire(cpu, word);
                Fence(cpu);
                Of(word).Join(_cpus[cpu]);
                _cpus[cpu].Advance(cpu);
                break;
        }
    }

    /// <summary>A CPU asks for an interrupt on another one.</summary>
    public void OnInterruptSent(int from, int to)
    {
        (_interrupts[to] ??= new VectorClock(Cpus)).Join(_cpus[from]);
        _cpus[from].Advance(from);
    }

    public void OnInterruptTaken(int cpu)
    {
        if (_interrupts[cpu] is { } sent)
            _cpus[cpu].Join(sent);
    }

    public void OnCpuStart(int from, int to)
    {
        _cpus[to].Join(_cpus[from]);
        _cpus[from].Advance(from);
    }

    public void OnRendezvous()
    {
        for (int cpu = 1; cpu < Cpus; cpu++)
            _cpus[0].Join(_cpus[cpu]);
        for (int cpu = 1; cpu < Cpus; cpu++)
            _cpus[cpu].Join(_cpus[0]);
        for (int cpu = 0; cpu < Cpus; cpu++)
            _cpus[cpu].Advance(cpu);
    }

    private void Acquire(int cpu, long word)
    {
        if (_words.TryGetValue(word, out VectorClock? released))
            _cpus[cpu].Join(released);
    }

    private void Fence(int cpu)
    {
        _cpus[cpu].Join(_seenRelaxed[cpu]);
        _atFence[cpu].Become(_cpus[cpu]);
        _cpus[cpu].Advance(cpu);
    }

    private VectorClock Of(long word)
    {
        if (!_words.TryGetValue(word, out VectorClock? clock))
            _words[word] = clock = new VectorClock(Cpus);
        return clock;
    }
}
