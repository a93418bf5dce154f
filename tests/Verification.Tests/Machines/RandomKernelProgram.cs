using System;
using System.Collections.Generic;
using System.Linq;
using Ostd.Model;
using Ostd.Sync;
using Verification.Exploration;
using Verification.Scenarios;

namespace Verification.Tests.Machines;

/// <summary>A small program over the framework's atomics, locks, spin loops and interrupts on bare CPUs, generated from a seed.</summary>
internal sealed class RandomKernelProgram
{
    private enum Step { Load, StoreRelease, StoreSeqCst, Add, Fence, Take, Drop, InterruptsOff, InterruptsOn, Interrupt, MarkAndWait, End, Try }

    private const int Vector = 0x40;

    private readonly List<List<(Step Step, int Operand)>> _cpus = [];
    private readonly int _words;
    private readonly bool _hasInterrupts;

    private RandomKernelProgram(int words, bool hasInterrupts) => (_words, _hasInterrupts) = (words, hasInterrupts);

    public static RandomKernelProgram Generate(int seed, MemoryModel model)
    {
        var random = new Random(seed);
        bool hasInterrupts = seed % 3 == 0, hasLock = seed % 3 == 1;
        var program = new RandomKernelProgram(random.Next(1, 3), hasInterrupts);
        int cpus = hasInterrupts ? 2 : random.Next(2, 4);
        int steps = hasInterrupts ? 3 : model == MemoryModel.Tso ? 4 : 5;
        for (int i = 0; i < cpus; i++)
            program._cpus.Add(hasInterrupts ? [(Step.InterruptsOn, 0)] : []);
        for (int i = 0; i < steps; i++)
        {
            int cpu = random.Next(cpus);
            var step = (Step)random.Next(hasInterrupts ? 10 : 5);
            if (step is Step.Take or Step.Drop)
                step = Step.Add;
            if (step == Step.Interrupt)
                program._cpus[cpu].Add((step, random.Next(cpus)));
            else
                program._cpus[cpu].Add((step, random.Next(program._words)));
        }
        if (hasLock) // around one step or two of two CPUs
        {
            for (int cpu = 0; cpu < 2; cpu++)
            {
                var list = program._cpus[cpu];
                int at = random.Next(list.Count + 1);
                list.Insert(at, (Step.Take, 0));
                list.Insert(Math.Min(list.Count, at + 2), (Step.Drop, 0));
            }
        }
        return program;
    }

    /// <summary>CPU 0 stores to a word and then spins on it, until it sees that another one did, or that CPU 1 has come to its end.</summary>
    public static RandomKernelProgram GenerateSpinning(int seed, MemoryModel model)
    {
        var random = new Random(seed);
        var program = new RandomKernelProgram(random.Next(1, 3), hasInterrupts: false);
        int cpus = random.Next(2, 4);
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            program._cpus.Add([]);
            int steps = cpu == 2 ? 1 : random.Next(cpus == 2 ? 3 : model == MemoryModel.Sc ? 2 : 1);
            for (int i = 0; i < steps; i++)
                program._cpus[cpu].Add(((Step)random.Next((int)Step.Take), random.Next(program._words)));
        }
        program._cpus[0].Insert(random.Next(program._cpus[0].Count + 1), (Step.MarkAndWait, random.Next(program._words)));
        program._cpus[1].Add((Step.End, 0));
        return program;
    }

    /// <summary>Two CPUs that take the same lock around some of their steps, or try to; some are interrupted while they wait.</summary>
    public static RandomKernelProgram GenerateLocking(int seed, MemoryModel model)
    {
        var random = new Random(seed);
        var program = new RandomKernelProgram(words: random.Next(1, 3), hasInterrupts: seed % 4 == 0);
        for (int cpu = 0; cpu < 2; cpu++)
        {
            List<(Step Step, int Operand)> list = [];
            for (int i = model == MemoryModel.Sc ? random.Next(1, 3) : program._hasInterrupts ? 1 - cpu : 1; i > 0; i--)
                list.Add(((Step)random.Next((int)Step.Take), random.Next(program._words)));
            int at = random.Next(list.Count + 1);
            list.Insert(at, (random.Next(4) == 0 && !program._hasInterrupts ? Step.Try : Step.Take, 0));
            list.Insert(Math.Min(list.Count, at + 2), (Step.Drop, 0));
            if (program._hasInterrupts) // one is on its way while the lock is waited for
                list.InsertRange(0, cpu == 0 ? [(Step.InterruptsOn, 0)] : [(Step.Interrupt, 0)]);
            program._cpus.Add(list);
        }
        return program;
    }

    public ScenarioProgram ToProgram(bool attemptsFail = false)
    {
        AtomicInt32[] words = [];
        var handled = new List<int>();
        ModelMachine? machine = null;
        Action<int>? handler = _hasInterrupts ? _ => handled.Add(machine!.CurrentCpu * 1000 + words[0].FetchAdd(1000)) : null;
        return new ScenarioProgram(ScenarioMachine.Bare(_cpus.Count, handler) with { AttemptsFail = attemptsFail }, s =>
        {
            machine = s.Machine;
            handled.Clear();
            words = new AtomicInt32[_words];
            for (int i = 0; i < words.Length; i++)
                words[i] = new AtomicInt32(0);
            AtomicInt32 held = new(0), ended = new(0);
            var seen = new List<int>[_cpus.Count];
            for (int i = 0; i < _cpus.Count; i++)
            {
                int cpu = i;
                seen[cpu] = [];
                s.OnCpu(cpu, () => Execute(s.Machine, cpu, words, ref held, ref ended, seen[cpu]));
            }
            s.AtEnd(() => s.Outcome = string.Join(';', seen.Select(x => string.Join(',', x))) + "/" + string.Join(',', words.Select(w => w.Load(MemoryOrder.Relaxed))) + "/" + string.Join(',', handled.Order()));
        });
    }

    private void Execute(ModelMachine machine, int cpu, AtomicInt32[] words, ref AtomicInt32 held, ref AtomicInt32 ended, List<int> seen)
    {
        int value = 10 * cpu;
        bool isHeld = true;
        foreach (var (step, operand) in _cpus[cpu])
        {
            switch (step)
            {
                case Step.Load: seen.Add(words[operand].Load(MemoryOrder.Acquire)); break;
                case Step.StoreRelease: words[operand].Store(++value, MemoryOrder.Release); break;
                case Step.StoreSeqCst: words[operand].Store(++value, MemoryOrder.SeqCst); break;
                case Step.Add: seen.Add(words[operand].FetchAdd(100)); break;
                case Step.Fence: AtomicFence.Full(); break;
                case Step.Take:
                    while (held.TakeWhenZero(1) != 0)
                        while (held.Load(MemoryOrder.Relaxed) != 0)
                            machine.Pause();
                    break;
                case Step.Try:
                    isHeld = held.CompareExchange(1, 0) == 0;
                    seen.Add(isHeld ? 1 : 0);
                    break;
                case Step.Drop when isHeld: held.Store(0, MemoryOrder.Release); break;
                case Step.Drop: break;
                case Step.InterruptsOff: machine.DisableInterrupts(); break;
                case Step.InterruptsOn: machine.EnableInterrupts(); break;
                case Step.MarkAndWait:
                    words[operand].Store(++value, MemoryOrder.Release);
                    while (words[operand].Load(MemoryOrder.Acquire) == value && ended.Load(MemoryOrder.Acquire) == 0)
                        machine.Pause();
                    break;
                case Step.End: ended.Store(1, MemoryOrder.Release); break;
                case Step.Interrupt: machine.WriteMsr(0x830, (ulong)operand << 32 | Vector); break;
            }
        }
    }

    public override string ToString() =>
        string.Join("\n", _cpus.Select(s => string.Join("; ", s.Select(x => $"{x.Step} {x.Operand}"))));
}
