using System;
using System.Collections.Generic;
using Ostd.Model;
using Ostd.Sync;

namespace Verification.Exploration.Machines;

/// <summary>
/// One run of a model machine under a schedule. With n CPUs and devices, strand i below n is CPU or device i; n + i its store buffer; 2n + i the arrival of interrupts at it; 3n the
/// passing of time; and where they are asked for, 3n + 1 + i evictions from its TLB and 4n + 1 + i shortages of memory there.
/// </summary>
internal sealed class MachineRun : IMachineSchedule
{
    /// <summary>Strands for each CPU; one more is the clock. After it, for each CPU again, those that not every scenario has.</summary>
    private const int StrandsPerCpu = 3, RareStrandsPerCpu = 2;

    /// <summary>How often time passes because nobody can do anything else, before that counts as waiting for ever: ticks alone wake nobody.</summary>
    private const int MaxLastResorts = 64;

    private readonly MemoryModel _model;
    private readonly int _cpus;
    private readonly Recorder _recorder;
    private readonly int[] _evictions, _shortages;
    private int _timerSteps;
    private int _lastResorts;

    public MachineRun(MemoryModel model, ISchedule schedule, int stepBound, Scenarios.ScenarioMachine machine, MachineLog? log)
    {
        _model = model;
        _cpus = machine.Cpus + machine.Devices;
        bool hasRare = machine.TlbEvictions != 0 || machine.Shortages != 0;
        _recorder = new Recorder(schedule, StrandsPerCpu * _cpus + 1 + (hasRare ? RareStrandsPerCpu * _cpus : 0), stepBound);
        _evictions = Each(machine.Cpus, machine.TlbEvictions);
        _shortages = Each(machine.Cpus, machine.Shortages);
        _timerSteps = machine.TimerSteps;
        Log = log;
    }

    public Trace Trace => _recorder.Trace;

    /// <summary>How it ended; null while it has not.</summary>
    public ExecutionEnd? End { get; private set; }

    /// <summary>Nobody can go on, or somebody goes on for ever; or the schedule itself failed: the program is not the one it was made for.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>As in <see cref="Recorder"/>.</summary>
    public int TurnsFrom => _recorder.TurnsFrom;

    public MachineLog? Log { get; }

    public bool HasStoreBuffers => _model == MemoryModel.Tso;

    public int LastStep => Trace.Count - 1;

    public int Next(ModelMachine machine)
    {
        Log?.NoteWhere(machine);
        while (End is null)
        {
            Offer(machine);
            if (!_recorder.AnyEnabled)
            {
                End = machine.IsDone ? ExecutionEnd.Complete : ExecutionEnd.Deadlock;
                if (End == ExecutionEnd.Deadlock)
                {
                    var deadlock = new Deadlock(machine);
                    Failure = new ClaimViolatedException(deadlock.Name());
                    Log?.NoteDeadlock(machine, deadlock);
                }
                break;
            }
            TraceEvent step;
            try
            {
                if (!_recorder.TryChoose(out step, out var end))
                {
                    End = end;
                    if (end == ExecutionEnd.Livelock)
                        Failure = new ClaimViolatedException(NameLivelock(machine));
                    break;
                }
            }
            catch (Exception e)
            {
                Failure = e;
                End = ExecutionEnd.Failed;
                break;
            }
            if (Carry(machine, step) is { } cpu)
                return cpu;
        }
        return -1;
    }

    public void Report(in AtomicEvent e, bool writes)
    {
        var step = Trace[^1];
        (step.Before, step.After, step.Wrote) = (e.Before, e.After, writes);
        Log?.NoteAccess(e);
    }

    public void ReportWrite() => Trace[^1].Wrote = true;

    private string NameLivelock(ModelMachine machine)
    {
        var names = new List<string>();
        for (int i = 0; i < _cpus; i++)
            names.Add(machine.NameOf(i));
        return _recorder.NameLivelock(names, i => machine.Cpus[i].HasPending && machine.Cpus[i].Pending.Waits != WaitKind.ForInterrupt);
    }

    // Carries out what needs no CPU; else answers the CPU that goes on.
    private int? Carry(ModelMachine machine, TraceEvent step)
    {
        if (step.Strand > StrandsPerCpu * _cpus)
        {
            CarryRare(machine, step.Strand - StrandsPerCpu * _cpus - 1);
            return null;
        }
        int index = step.Strand % _cpus;
        if (step.Strand == StrandsPerCpu * _cpus)
        {
            if (step.IsLastResort)
                _lastResorts++;
            else
                _timerSteps--;
            Log?.NoteTime();
            machine.PassTimeToNextTimer();
            return null;
        }
        ModelCpu cpu = machine.Cpus[index];
        switch (step.Strand / _cpus)
        {
            case 1:
                cpu.LastFlush = step.Index;
                Report(machine.FlushOldest(cpu), writes: true);
                return null;
            case 2:
                Log?.NoteInterrupt(index, cpu.Apic.Requested);
                cpu.TakesInterrupt = true;
                break;
            default:
                Log?.NoteStep(index, cpu.Pending);
                cpu.SpinCause = -1;
                break;
        }
        cpu.LastStep = step.Index;
        cpu.HasPending = false;
        return index;
    }

    private void CarryRare(ModelMachine machine, int strand)
    {
        int cpu = strand % _cpus;
        if (strand < _cpus)
        {
            _evictions[cpu]--;
            machine.Cpus[cpu].Evicts = true;
            Log?.NoteSurroundings(cpu, "the TLB drops the translation that is used next");
            return;
        }
        _shortages[cpu]--;
        machine.Cpus[cpu].IsShort = true;
        Log?.NoteSurroundings(cpu, "memory runs out for who asks next");
    }

    private void Offer(ModelMachine machine)
    {
        _recorder.Clear();
        for (int i = 0; i < _cpus; i++)
        {
            ModelCpu cpu = machine.Cpus[i];
            if (!cpu.HasPending)
                continue;
            bool ready = machine.IsReady(cpu);
            NoteSpinEnd(machine, cpu, ready);
            bool masked = !cpu.InterruptFlag && !cpu.Pending.IsUser;
            _recorder.Offer(new PendingStep(i, OperationOf(i, cpu), ready)
            {
                Cause = CauseOf(cpu),
                SecondCause = cpu.Pending.Drains ? cpu.LastFlush : -1,
                Threshold = masked ? TraceEvent.Masked : cpu.Apic.Threshold,
                IsPause = cpu.Pending.IsPause,
            });
        }
        for (int i = 0; i < _cpus; i++)
        {
            ModelCpu cpu = machine.Cpus[i];
            if (cpu.StoreBuffer.TryPeek(out Ostd.Model.BufferedStore store))
                _recorder.Offer(new PendingStep(_cpus + i, new Operation(OperationKind.Write, store.Location), enabled: true) { Cause = store.After, IsHardware = true, FlushOf = i });
        }
        for (int i = 0; i < _cpus; i++)
        {
            ModelCpu cpu = machine.Cpus[i];
            if (machine.CanBeInterrupted(cpu))
                OfferInterrupt(machine, i, cpu);
        }
        OfferTime(machine);
        OfferRare(_evictions, 0, ModelMachine.TlbLocation);
        OfferRare(_shortages, 1, ModelMachine.SupplyLocation);
    }

    // However many are left, nothing else decides whether one may come: then it can be tried at any other moment.
    private void OfferRare(int[] left, int kind, Func<int, long> location)
    {
        for (int cpu = 0; cpu < left.Length; cpu++)
        {
            if (left[cpu] == 0)
                continue;
            int strand = (StrandsPerCpu + kind) * _cpus + 1 + cpu;
            _recorder.Offer(new PendingStep(strand, new Operation(OperationKind.Write, location(cpu)), enabled: true) { IsHardware = true });
        }
    }

    private static int[] Each(int cpus, int count)
    {
        if (count == 0)
            return [];
        int[] each = new int[cpus];
        Array.Fill(each, count);
        return each;
    }

    private void OfferInterrupt(ModelMachine machine, int index, ModelCpu cpu)
    {
        int vector = cpu.Apic.Requested;
        _recorder.Offer(new PendingStep(2 * _cpus + index, new Operation(OperationKind.ReadModifyWrite, ModelMachine.ApicLocation((uint)index), Flow: index + 1), enabled: true)
        {
            Cause = cpu.Apic.RequestedAt(vector),
            SecondCause = cpu.LastFlush,
            Priority = vector >> 4,
            Displaced = cpu.Pending.Waits == WaitKind.ForInterrupt ? null : OperationOf(index, cpu),
            DisplacedWasReady = machine.IsReady(cpu),
        });
    }

    private void OfferTime(ModelMachine machine)
    {
        if (!machine.IsTimerSet)
            return;
        // What may come at any moment comes at the end if it has not before: a search moves only what it has seen.
        bool lastResort = _timerSteps == 0;
        if (lastResort && (_recorder.AnyEnabled || machine.IsDone || !machine.IsTimerAwaited || _lastResorts == MaxLastResorts))
            return;
        _recorder.Offer(new PendingStep(StrandsPerCpu * _cpus, new Operation(OperationKind.Write, ModelMachine.TimeLocation), enabled: true) { IsLastResort = lastResort });
    }

    // Which write ended a spin: the first one to any of the words after it had been looked at. That may have been before the spin began.
    private void NoteSpinEnd(ModelMachine machine, ModelCpu cpu, bool ready)
    {
        if (cpu.Pending.Waits != WaitKind.UntilChanged || !ready || cpu.SpinEnds)
            return;
        cpu.SpinEnds = true;
        cpu.SpinCause = Trace.FirstWriteTo(WatchedBy(cpu));
    }

    // What made a step possible that waits: the write that ended a spin, the call that is answered instead of waiting for a lock.
    private static int CauseOf(ModelCpu cpu) => cpu.Pending.Waits switch
    {
        WaitKind.UntilChanged => cpu.SpinCause,
        WaitKind.UntilFree when cpu.Pending.Cell!.Code != 0 && ModelMachine.IsCalled(cpu) => cpu.Apic.RequestedAt(Ostd.Traps.Vectors.CrossCall),
        _ => -1,
    };

    private static Operation OperationOf(int index, ModelCpu cpu)
    {
        ref readonly Ostd.Model.PendingStep step = ref cpu.Pending;
        return new Operation(
            (OperationKind)step.Kind, step.Location, Flow: index + 1, Waits: (Waiting)step.Waits, Watched: step.Waits == WaitKind.UntilChanged ? WatchedBy(cpu) : null);
    }

    private static WatchedLocation[] WatchedBy(ModelCpu cpu)
    {
        var watched = new WatchedLocation[cpu.Watched.Count];
        for (int i = 0; i < watched.Length; i++)
            watched[i] = new WatchedLocation(cpu.Watched[i].Location, cpu.Watched[i].LookedAt);
        return watched;
    }
}
