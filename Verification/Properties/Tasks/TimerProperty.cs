using FsCheck;
using FsCheck.Fluent;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;
using Verification.Checking;

namespace Verification.Properties.Tasks;

/// <summary>
/// Timers that are armed, armed again and cancelled by a task that wanders over several CPUs, and armed again by their own callbacks: each fires once for each arming that was not taken
/// back, on time or a little later, never earlier, and never after a cancellation that said so.
/// </summary>
internal sealed class TimerProperty : PropertyRun<TimerProperty.Operation>
{
    private const int Timers = 5;

    /// <summary>How late a timer may be. A policy's tick comes only after twice that, so it does not help one that was forgotten.</summary>
    private const ulong MaxLateNs = 2_000_000;

    public static Checker Checker { get; } = PropertyRunner.Checker(
        "A timer fires once for each arming, not before its time nor much later, and not once it is cancelled",
        [], "timers",
        Gen.Frequency(
            (6, from timer in Gen.Choose(0, Timers - 1) from ns in Gen.Choose(0, 60_000) select (Operation)new Arm(timer, ns)),
            (2, from timer in Gen.Choose(0, Timers - 1) from times in Gen.Choose(1, 4) from ns in Gen.Choose(0, 8_000) select (Operation)new ArmInCallback(timer, times, ns)),
            (3, from timer in Gen.Choose(0, Timers - 1) select (Operation)new Cancel(timer)),
            (3, from turns in Gen.Choose(1, 10) select (Operation)new Yield(turns)),
            (1, from timer in Gen.Choose(0, Timers - 1) from elapsed in Gen.Choose(0, 100) select (Operation)new ArmForThePast(timer, elapsed))),
        static () => new TimerProperty(),
        new PropertyOptions { Sequences = 70, MaxLength = 60, Machine = new() { MemoryMiB = 4, Cpus = 3, StepNs = 200, MaxSteps = 5_000_000 } });

    private readonly Alarm[] _alarms = [new(), new(), new(), new(), new()];

    public abstract record Operation;

    public sealed record Arm(int Timer, int AfterNs) : Operation;

    /// <summary>It fires, and arms itself again from its callback, so many times.</summary>
    public sealed record ArmInCallback(int Timer, int Times, int AfterNs) : Operation;

    public sealed record ArmForThePast(int Timer, int AgoNs) : Operation;

    public sealed record Cancel(int Timer) : Operation;

    public sealed record Yield(int Turns) : Operation;

    public override void Apply(Operation operation)
    {
        switch (operation)
        {
            case Arm arm:
                ArmAlarm(_alarms[arm.Timer], Clock.MonotonicNs + (ulong)arm.AfterNs);
                break;
            case ArmInCallback arm:
                ArmAlarm(_alarms[arm.Timer], Clock.MonotonicNs + (ulong)arm.AfterNs, arm.Times, (ulong)arm.AfterNs);
                break;
            case ArmForThePast arm:
                ArmAlarm(_alarms[arm.Timer], Clock.MonotonicNs - (ulong)arm.AgoNs);
                break;
            case Cancel cancel:
                TakeBack(_alarms[cancel.Timer]);
                break;
            case Yield yield:
                for (int i = 0; i < yield.Turns; i++)
                    Task.Yield();
                break;
        }
        foreach (Alarm alarm in _alarms)
            Require(!alarm.FiredEarly, "a timer fired before its time");
    }

    public override void End()
    {
        foreach (Alarm alarm in _alarms)
        {
            Require(Crew.Eventually(() => alarm.Fired == alarm.Armed), $"a timer was armed {alarm.Armed} times, and fired {alarm.Fired} times");
            Require(!alarm.FiredEarly, "a timer fired before its time");
            Require(!alarm.FiredLate, $"a timer fired more than {MaxLateNs} ns after its time");
            Require(!alarm.Timer.IsArmed, "a timer that has fired says that it is armed");
        }
    }

    // Takes an arming back first, so that it is known which one fires.
    private static void ArmAlarm(Alarm alarm, ulong deadlineNs, int again = 0, ulong afterNs = 0)
    {
        TakeBack(alarm);
        alarm.Arm(deadlineNs, again, afterNs);
    }

    private static void TakeBack(Alarm alarm)
    {
        if (alarm.TryTakeBack())
        {
            Require(!alarm.Timer.IsArmed, "a cancelled timer says that it is armed");
        }
        // It was not armed, or it is firing: then it comes to that.
        Require(Crew.Eventually(() => alarm.Fired == alarm.Armed), $"a timer was armed {alarm.Armed} times, and fired {alarm.Fired} times");
    }

    private sealed class Alarm
    {
        private AtomicInt32 _armed = new();
        private AtomicInt32 _fired = new();

        // Armings that its callback has yet to make.
        private AtomicInt32 _again = new();
        private ulong _afterNs, _deadlineNs;
        private AtomicBool _firedEarly = new();
        private AtomicBool _firedLate = new();

        public readonly Timer Timer;

        public Alarm() => Timer = new Timer(Fire);

        public int Armed => _armed.Load(MemoryOrder.Acquire);

        public int Fired => _fired.Load(MemoryOrder.Acquire);

        public bool FiredEarly => _firedEarly.Load(MemoryOrder.Relaxed);

        public bool FiredLate => _firedLate.Load(MemoryOrder.Relaxed);

        /// <summary>It is not armed, and its callback does not run.</summary>
        public void Arm(ulong deadlineNs, int again, ulong afterNs)
        {
            _again.Store(again, MemoryOrder.Relaxed);
            _afterNs = afterNs;
            Arm(deadlineNs);
        }

        /// <summary>True: it will not fire any more. False: its callback has begun, or it is not armed.</summary>
        public bool TryTakeBack()
        {
            _again.Store(0, MemoryOrder.Relaxed);
            if (!Timer.Cancel())
                return false;
            _armed.FetchAdd(-1);
            return true;
        }

        private void Arm(ulong deadlineNs)
        {
            _deadlineNs = deadlineNs;
            _armed.FetchAdd(1);
            Timer.Arm(deadlineNs);
        }

        private void Fire()
        {
            ulong now = Clock.MonotonicNs;
            if (now > _deadlineNs + MaxLateNs)
                _firedLate.Store(true, MemoryOrder.Relaxed);
            if (now < _deadlineNs)
                _firedEarly.Store(true, MemoryOrder.Relaxed);
            int again = _again.Load(MemoryOrder.Relaxed);
            if (again > 0 && _again.CompareExchange(again - 1, again) == again)
                Arm(now + _afterNs);
            _fired.FetchAdd(1);
        }
    }
}
