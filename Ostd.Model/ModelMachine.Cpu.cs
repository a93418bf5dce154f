using System;
using Ostd.Seam;
using Ostd.Traps;

namespace Ostd.Model;

/// <summary>The CPUs, and who of them executes: one at a time, handing over at atomic operations and operations of the seam.</summary>
/// <remarks>
/// Time passes by steps, so that a run depends on nothing but the options. Every step may deliver an interrupt to the executing CPU, and with
/// several CPUs may be the last before another one goes on, as the seed decides.
/// </remarks>
internal sealed partial class ModelMachine
{
    /// <summary>Steps of one CPU in a row, on average, when there are several.</summary>
    private const int MeanRun = 12;

    private ModelCpu[] _cpus = [];
    private int _current;
    private ulong _random;
    private int _untilSwitch = 1;

    // The clock, and the first timer that is set on any CPU.
    private ulong _now;
    private ulong _nextTimer = ModelLocalApic.Never;
    private ulong _steps;

    // Threads are being unwound: every operation throws.
    private bool _unwinding;

    private ModelCpu Cpu => _cpus[_current];

    /// <summary>For those who look at the machine from outside.</summary>
    internal ModelCpu CpuAt(int index) => _cpus[index];

    private void InitializeCpus()
    {
        InitializePaging();
        _schedule = _options.Schedule;
        _random = _options.Seed * 0x9e37_79b9_7f4a_7c15 + 1;
        _now = 1;
        _cpus = new ModelCpu[_options.Cpus + _options.Devices];
        _made = new long[_cpus.Length];
        for (int i = 0; i < _cpus.Length; i++)
        {
            _cpus[i] = new ModelCpu(this, i);
            _cpus[i].Apic.Send = (apicId, vector) =>
            {
                Tell(o => o.OnInterruptSent(_current, (int)apicId));
                _cpus[apicId].Apic.Request(vector);
            };
            if (_schedule is { } schedule)
                _cpus[i].Apic.Clock = () => schedule.LastStep;
        }
        InitializeDevices();
    }

    public override int CpuCount => _options.Cpus;
    public override int CurrentCpu => _current;
    public override object? CpuLocal => _cpus[_current].Local;
    public override void SetCpuLocal(int cpu, object state) => _cpus[cpu].Local = state;

    /// <summary>Something that others can see comes next.</summary>
    internal void Step()
    {
        if (_unwinding)
            throw new MachineStopped();
        if (_silence != 0)
            return;
        if (_exploring)
        {
            Visible(new PendingStep(StepKind.ReadModifyWrite, DeviceTag, "device", Drains: true));
            return;
        }
        if (_observers.Count != 0)
            TellAfterStep();
        if (++_steps > _options.MaxSteps)
            Fail(new ModelViolationException($"The machine made {_options.MaxSteps} steps without coming to an end: a livelock, or MaxSteps is too small."));
        PassTime(_options.StepNs);
        DevicesAct(surely: false);
        ModelCpu cpu = Cpu;
        if (cpu.InterruptFlag && cpu.Apic.HasDeliverable)
            DeliverInterrupts();
        if (CpuCount > 1 && _schedule is null && --_untilSwitch <= 0)
        {
            _untilSwitch = 1 + (int)(NextRandom() % (2 * MeanRun));
            SwitchToAnotherCpu();
        }
    }

    public override bool InterruptsEnabled => Cpu.InterruptFlag;

    public override void DisableInterrupts()
    {
        if (_unwinding)
            throw new MachineStopped();
        if (_exploring && HasInterrupts && Cpu.InterruptFlag)
            Visible(new PendingStep(StepKind.Local, 0, "interrupts off"));
        Cpu.InterruptFlag = false;
    }

    public override void EnableInterrupts()
    {
        Cpu.InterruptFlag = true;
        if (!_exploring)
            Step();
        else if (HasInterrupts)
            Visible(new PendingStep(StepKind.Local, 0, "interrupts on"));
    }

    public override void Pause()
    {
        if (_silence != 0 && !_unwinding)
            throw new ModelViolationException("Whoever only looks at the machine waits for it to change.");
        if (_exploring)
        {
            Spin();
            return;
        }
        Step();
        DevicesAct(surely: true);
        if (CpuCount > 1 && !_options.IsBare) // a bare machine's other CPUs begin with the exploration
            SwitchToAnotherCpu();
    }

    public override void Fence() => BeforeAtomic(null, Sync.AtomicAccess.Fence, Sync.MemoryOrder.SeqCst);

    public override ulong ReadTsc()
    {
        if (!_exploring)
            Step();
        else if (_options.TimerSteps != 0)
            Visible(new PendingStep(StepKind.Read, TimeLocation, "read the clock"));
        return _now; // the counter counts nanoseconds
    }

    public override void EnableInterruptsAndHalt()
    {
        if (_unwinding)
            throw new MachineStopped();
        ModelCpu cpu = Cpu;
        cpu.InterruptFlag = true;
        if (_exploring)
        {
            Visible(s_halt);
            return;
        }
        cpu.IsHalted = true;
        while (!cpu.Apic.HasDeliverable)
        {
            if (SwitchToAnotherCpu())
                continue;
            if (_nextTimer == ModelLocalApic.Never)
                Fail(new ModelViolationException("Every CPU has halted, and nothing is left that could wake one." + DescribeTasks()));
            PassTime(_nextTimer - Math.Min(_now, _nextTimer));
        }
        cpu.IsHalted = false;
        if (_exploring) // it began meanwhile, and an interrupt was granted
        {
            cpu.TakesInterrupt = false;
            TakeInterrupt();
            return;
        }
        DeliverInterrupts();
    }

    public override void StartCpu(int cpu)
    {
        var context = new ModelContext { IsStarted = true };
        _cpus[cpu].Context = context;
        Tell(o => o.OnCpuStart(cpu));
        StartThread(context, Kernel.EnterSecondaryCpu);
    }

    /// <summary>Takes every interrupt that is due on the executing CPU. After each, another CPU may be executing this context, and the machine being explored: then arrivals are steps of the schedule.</summary>
    private void DeliverInterrupts()
    {
        while (!_exploring && Cpu.InterruptFlag && Cpu.Apic.HasDeliverable)
        {
            Cpu.InterruptFlag = false;
            int vector = Cpu.Apic.Take();
            Tell(o => o.OnInterrupt(_current, vector, isEntry: true));
            TrapEntry.Interrupt(vector, fromUser: false);
            Tell(o => o.OnInterrupt(_current, vector, isEntry: false));
            Cpu.InterruptFlag = true; // as IRET restores it
        }
    }

    private void PassTime(ulong ns)
    {
        _now += ns;
        if (_now < _nextTimer)
            return;
        foreach (ModelCpu cpu in _cpus)
            cpu.Apic.OnTime(_now);
        FindNextTimer();
    }

    private void FindNextTimer()
    {
        _nextTimer = ModelLocalApic.Never;
        foreach (ModelCpu cpu in _cpus)
            _nextTimer = Math.Min(_nextTimer, cpu.Apic.TimerNs);
    }

    /// <summary>Lets another CPU go on, if one can. Returns, true, when it is this one's turn again.</summary>
    private bool SwitchToAnotherCpu()
    {
        int offset = (int)(NextRandom() % (ulong)CpuCount);
        for (int i = 0; i < CpuCount; i++)
        {
            int next = (offset + i) % CpuCount;
            if (next == _current || !_cpus[next].CanRun)
                continue;
            ModelContext mine = Cpu.Context!;
            int here = _current;
            _current = next;
            HandOver(mine, _cpus[next].Context!);
            if (_current != here)
                throw new ModelViolationException("A CPU's turn went to the context of another one.");
            return true;
        }
        return false;
    }

    private ulong NextRandom()
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return _random;
    }
}
