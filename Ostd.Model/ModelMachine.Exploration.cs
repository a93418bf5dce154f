using System;
using System.Collections.Generic;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Traps;

namespace Ostd.Model;

/// <summary>
/// The machine under an explorer: at every visible step somebody else decides who goes on (<see cref="IMachineSchedule"/>). Until <see cref="BeginExploration"/>, and
/// after the last step, the machine runs deterministically and nobody is asked.
/// </summary>
/// <remarks>
/// A CPU is one sequence of steps, whatever contexts it executes. An interrupt that arrives is a step of the machine; the steps of its handler are the CPU's. The step
/// that the CPU was about to take is withdrawn then, and announced again when the handler has returned.
/// Time stands still meanwhile, since a clock that ran would make every step depend on every other: it moves by steps of the schedule.
/// </remarks>
internal sealed partial class ModelMachine
{
    /// <summary>How many of the words looked at last a spin loop is taken to depend on.</summary>
    private const int MaxWatched = 32;

    private const long ApicTag = 1L << 61, DeviceTag = 1L << 60;

    /// <summary>The clock as a location.</summary>
    internal const long TimeLocation = DeviceTag - 1;

    private IMachineSchedule? _schedule;
    private bool _exploring;

    // Visible steps that were asked for, whoever did.
    private long _visible;

    // Writes to words of physical memory since the exploration began.
    private readonly Dictionary<long, int> _versions = [];

    // Of the word that is being accessed, when the step was granted.
    private int _versionBefore;

    internal bool IsExploring => _exploring;

    /// <summary>An explorer decides what happens next, and not .NET's collector.</summary>
    public override bool ReclaimsDropped => _schedule is null;

    /// <summary>The CPUs, and the devices that act behind them.</summary>
    internal IReadOnlyList<ModelCpu> Cpus => _cpus;

    /// <summary>The interrupt requests of a CPU as a location.</summary>
    internal static long ApicLocation(uint cpu) => ApicTag | cpu;

    /// <summary>A device's registers as a location.</summary>
    internal static long DeviceLocation(ulong address) => DeviceTag | (long)(address >> 12);

    /// <summary>A location that is no word of the host's, for people.</summary>
    internal static string DescribeLocation(long location) =>
        IsPhysical(location, out ulong paddr) ? $"memory {paddr:x}"
        : (location & ApicTag) != 0 ? $"interrupts of CPU {location & ~ApicTag}"
        : location == TimeLocation ? "the clock"
        : (location & TlbTag) == TlbTag ? $"TLB of CPU {location & ~TlbTag}"
        : (location & SupplyTag) == SupplyTag ? $"memory for CPU {location & ~SupplyTag}"
        : (location & DeviceTag) != 0 ? $"device {(location & ~DeviceTag) << 12:x}"
        : $"word {location & (1L << MakerShift) - 1} made by CPU {(location >> MakerShift) - 1}";

    /// <summary>A CPU, or a device behind them, for people.</summary>
    internal string NameOf(int cpu) => cpu < CpuCount ? $"CPU {cpu}" : cpu - CpuCount < _deviceBodies.Count ? _deviceBodies[cpu - CpuCount].Name : "no device";

    /// <summary>Where a task runs, or -1.</summary>
    internal int CpuOf(Task task) => Array.FindIndex(_cpus, c => c.Local == task);

    /// <summary>What the run failed with.</summary>
    internal Exception? Failure => _failure?.SourceException;

    /// <summary>Whether interrupts can occur: then enabling and disabling them are steps.</summary>
    private bool HasInterrupts => !_options.IsBare || _options.BareHandler is not null;

    private static readonly PendingStep s_start = new(StepKind.Local, 0, "start"), s_halt = new(StepKind.Local, 0, "halt", WaitKind.ForInterrupt);

    // Functions that were to end before the run is over, and have not.
    private int _bodiesLeft;

    /// <summary>Everything that the run was made for has come to its end.</summary>
    internal bool IsDone => _bodiesLeft == 0;

    /// <summary>A kernel that has not booted: as much of it as tasks and locks need. The caller's thread is bound to it, and plays CPU 0 while it builds the scenario.</summary>
    internal Kernel PrepareBare()
    {
        Root.Bind(this, null); // the kernel's atomics belong to this machine
        var kernel = new Kernel(this);
        Root.Bind(this, kernel);
        _kernel = kernel;
        AsEachCpu(() =>
        {
            Cpu.Context = new ModelContext();
            kernel.CpuControl.Load(this); // page tables say what it allows
            var state = new CpuState(kernel, _current);
            kernel.Cpus[_current] = state;
            Cpu.Local = state.Idle;
        });
        kernel.Uart = new Console.Uart(this); // a panic says there what was wrong
        return kernel;
    }

    /// <summary>Setup of a bare machine: does something as if that CPU did, before the exploration.</summary>
    internal void ActAs(int cpu, Action setup)
    {
        int before = _current;
        Tell(static o => o.OnRendezvous());
        _current = cpu;
        setup();
        _current = before;
        Tell(static o => o.OnRendezvous());
    }

    /// <summary>The same for each CPU in turn.</summary>
    internal void AsEachCpu(Action set)
    {
        for (int cpu = 0; cpu < CpuCount; cpu++)
            ActAs(cpu, set);
    }

    /// <summary>Runs one function on each CPU, under the schedule, without a kernel that was booted; returns when the run is over.</summary>
    internal void RunBare(IReadOnlyList<Action?> bodies)
    {
        for (int i = 0; i < bodies.Count; i++)
        {
            if (bodies[i] is not { } body)
                continue;
            _bodiesLeft++;
            _cpus[i].Context!.Entry = () =>
            {
                body();
                _bodiesLeft--;
                while (_options.BareHandler is not null)
                    EnableInterruptsAndHalt();
            };
            _cpus[i].Pending = s_start;
            _cpus[i].HasPending = true;
        }
        StartExploring();
        int first = _schedule!.Next(this);
        if (first >= 0)
        {
            _current = first;
            StartIfNew(Cpu.Context!);
            Cpu.Context!.GiveTurn();
            AwaitEnd();
        }
        EndExploration();
    }

    /// <summary>
    /// Executed by a task that is part of the scenario, first thing: returns when every other CPU has come as far, or halted, and the schedule lets this one go on.
    /// </summary>
    internal void AwaitExploration()
    {
        _bodiesLeft++;
        ModelCpu cpu = Cpu;
        cpu.IsAtStart = true;
        while (!_exploring && SwitchToAnotherCpu())
        {
        }
        if (!_exploring)
            BeginExploration();
        else if (!Cpu.TakesInterrupt)
            return;
        else
        {
            Cpu.TakesInterrupt = false;
            TakeInterrupt();
        }
        Visible(s_start);
    }

    /// <summary>Executed by such a task at its end: the CPU does nothing from now on but what interrupts ask of it. Does not return.</summary>
    internal void Park()
    {
        EndBody();
        while (true)
            EnableInterruptsAndHalt();
    }

    /// <summary>Executed by such a task at its end, when it goes on to exit and leaves its CPU to other tasks.</summary>
    internal void EndBody() => _bodiesLeft--;

    /// <summary>After the run: the machine can be looked at; nothing is a step any more.</summary>
    internal void EndExploration()
    {
        _exploring = false;
        _unwinding = false;
        _silence = 1;
        _current = 0;
    }

    private void BeginExploration()
    {
        foreach (ModelCpu cpu in _cpus)
        {
            cpu.Watched.Clear();
            cpu.HasPending = cpu.IsAtStart || cpu.IsHalted;
            cpu.Pending = cpu.IsAtStart ? s_start : s_halt;
        }
        StartExploring();
    }

    private void StartExploring()
    {
        Tell(static o => o.OnRendezvous());
        StartDevices();
        _exploring = true;
    }

    // A bare CPU's function, or a device's, has ended.
    private bool TryGoOnWithoutThisCpu()
    {
        Cpu.HasPending = false;
        int next = _schedule!.Next(this);
        if (next < 0)
            return false;
        _current = next;
        StartIfNew(Cpu.Context!);
        Cpu.Context!.GiveTurn();
        return true;
    }

    /// <summary>Whether the CPU's pending step can be taken now.</summary>
    internal bool IsReady(ModelCpu cpu)
    {
        ref readonly PendingStep step = ref cpu.Pending;
        if (step.Drains && cpu.StoreBuffer.Count != 0)
            return false;
        return step.Waits switch
        {
            WaitKind.UntilFree => step.Cell!.Code == 0 || IsCalled(cpu),
            WaitKind.UntilChanged => cpu.SpinEnds || HasChanged(cpu),
            WaitKind.ForInterrupt => false,
            _ => true,
        };
    }

    /// <summary>
    /// Another CPU has called this one, which has interrupts off: whoever waits for a lock with interrupts off answers calls meanwhile, since the holder may wait for the answer.
    /// </summary>
    internal static bool IsCalled(ModelCpu cpu) => !cpu.InterruptFlag && cpu.Apic.IsRequested(Vectors.CrossCall);

    /// <summary>An interrupt can arrive at the CPU now: it has been requested, is not masked, and the store buffer is empty, as it is on entry to a handler.</summary>
    internal bool CanBeInterrupted(ModelCpu cpu) =>
        cpu.HasPending && (cpu.InterruptFlag || cpu.Pending.IsUser) && cpu.Apic.HasDeliverable && cpu.StoreBuffer.Count == 0;

    /// <summary>For a CPU that spins: whether a word that it has looked at was written since, if only by a store that leaves its own store buffer.</summary>
    internal bool HasChanged(ModelCpu cpu)
    {
        foreach (WatchedWord word in cpu.Watched)
            if (VersionOf(word.Cell, word.Location) != word.Version)
                return true;
        return false;
    }

    /// <summary>The oldest store in the CPU's store buffer reaches memory.</summary>
    internal AtomicEvent FlushOldest(ModelCpu cpu)
    {
        BufferedStore store = cpu.StoreBuffer.Dequeue();
        int index = Array.IndexOf(_cpus, cpu);
        ulong before, after;
        if (store.Cell is { } cell)
        {
            before = cell.Code;
            cell.Flush(index);
            after = cell.Code;
        }
        else
        {
            (before, after) = (Memory.Read64(store.Address), store.Value);
            Memory.Write64(store.Address, store.Value);
            CountWrite(store.Location);
        }
        var flushed = new AtomicEvent(index, store.Location, store.Cell, AtomicAccess.Store, store.Order, before, after, IsFlush: true);
        Tell(flushed);
        return flushed;
    }

    /// <summary>Some CPU's timer is set.</summary>
    internal bool IsTimerSet => _nextTimer != ModelLocalApic.Never;

    /// <summary>Somebody has armed a timer. Else what is set are ticks, which measure time and wake nobody.</summary>
    internal bool IsTimerAwaited
    {
        get
        {
            bool isAwaited = false;
            if (_kernel is { } kernel)
                Silently(() => isAwaited = Array.Exists(kernel.Cpus, cpu => cpu is not null && cpu.Timers.HasDeadline));
            return isAwaited;
        }
    }

    /// <summary>Time moves to the next timer that is set, which expires.</summary>
    internal void PassTimeToNextTimer() => PassTime(_nextTimer - Math.Min(_now, _nextTimer));

    /// <summary>The executing CPU is about to take a visible step; returns when it has been granted. True: user mode was interrupted instead.</summary>
    private bool Visible(in PendingStep step)
    {
        if (_unwinding)
            throw new MachineStopped();
        if (_silence != 0)
            return false;
        _visible++;
        while (true)
        {
            ModelCpu cpu = Cpu;
            cpu.Pending = step;
            cpu.HasPending = true;
            cpu.SpinEnds = false;
            TellAfterStep();
            int next = _schedule!.Next(this);
            if (next < 0)
                Stop();
            if (next != _current)
                GoOnWith(next);
            cpu = Cpu;
            if (!cpu.TakesInterrupt)
                return false;
            cpu.TakesInterrupt = false;
            if (step.IsUser)
                return true;
            TakeInterrupt();
            if (step.Waits == WaitKind.ForInterrupt)
                return false;
        }
    }

    // Predicates fail the run, whatever the kernel code that made the step would do with an exception.
    private void TellAfterStep()
    {
        try
        {
            Tell(static o => o.AfterStep());
        }
        catch (Exception e) when (e is not MachineStopped)
        {
            _silence = 0;
            Fail(e);
        }
    }

    private void GoOnWith(int next)
    {
        ModelContext mine = Cpu.Context!;
        int here = _current;
        _current = next;
        HandOver(mine, _cpus[next].Context!);
        if (_current != here)
            throw new ModelViolationException("A CPU's turn went to the context of another one.");
    }

    // The words that the handler looks at are no business of the spin loop that it interrupts.
    private void TakeInterrupt()
    {
        ModelCpu cpu = Cpu;
        List<WatchedWord> watched = cpu.Watched;
        cpu.Watched = [];
        cpu.InterruptFlag = false;
        int vector = cpu.Apic.Take();
        Tell(o => o.OnInterrupt(_current, vector, isEntry: true));
        if (_options.BareHandler is { } handler)
        {
            handler(vector);
            Cpu.Apic.EndInterrupt();
        }
        else
        {
            TrapEntry.Interrupt(vector, fromUser: false);
        }
        Tell(o => o.OnInterrupt(_current, vector, isEntry: false));
        Cpu.InterruptFlag = true; // as IRET restores it; another CPU may be executing this context by now
        Cpu.Watched = watched;
    }

    /// <summary>User memory is about to be accessed: first its translation, a walk when the TLB does not have it, then the word itself, which may have changed by then.</summary>
    internal void BeforeUserAccess(ulong vaddr, Access access)
    {
        if (!_exploring)
        {
            Step();
            return;
        }
        if (Mmu.TryPeek(vaddr, out _, out _))
            BeforeHit(vaddr);
        if (!Mmu.TryPeek(vaddr, out ulong paddr, out ulong entry))
        {
            Visible(new PendingStep(StepKind.Read, LocationOf(entry), "page walk"));
            Mmu.TryTranslate(vaddr, access, out _, out _); // a fault comes again, to who handles it
        }
        if (!Mmu.TryPeek(vaddr, out paddr, out _))
            return;
        bool isWrite = (access & Access.Write) != 0;
        Visible(new PendingStep(isWrite ? StepKind.Write : StepKind.Read, LocationOf(paddr & ~7UL), isWrite ? "user store" : "user load"));
    }

    private void Spin()
    {
        ModelCpu cpu = Cpu;
        // A turn that changed something by itself may end the loop by itself: only one that left everything as it was can wait for others. Asked of what the CPU saw, store buffer
        // included, and not of memory: what others do meanwhile must not decide which kind of step comes next.
        foreach (WatchedWord word in cpu.Watched)
        {
            if (word.Last != word.First)
            {
                Visible(new PendingStep(StepKind.Local, 0, "pause", IsPause: true));
                cpu.Watched.Clear();
                return;
            }
        }
        Visible(new PendingStep(StepKind.Local, 0, "pause", WaitKind.UntilChanged, IsPause: true));
        Cpu.Watched.Clear();
    }

    private void Watch(AtomicCell? cell, long location, ulong before, ulong after)
    {
        List<WatchedWord> watched = Cpu.Watched;
        (int version, int step) = (VersionOf(cell, location), _schedule!.LastStep);
        for (int i = 0; i < watched.Count; i++)
        {
            if (watched[i].Location == location)
            {
                watched[i] = watched[i] with { Last = after, Version = version, LookedAt = step };
                return;
            }
        }
        if (watched.Count == MaxWatched)
            watched.RemoveAt(0);
        watched.Add(new WatchedWord { Cell = cell, Location = location, First = before, Last = after, Version = version, LookedAt = step });
    }

    private int VersionOf(AtomicCell? cell, long location) => cell?.Version ?? _versions.GetValueOrDefault(location);

    private void CountWrite(long location) => _versions[location] = _versions.GetValueOrDefault(location) + 1;
}
