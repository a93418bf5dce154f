using Ostd.Sync;
using Ostd.Timers;

namespace Verification.Scenarios.Sleeping;

/// <summary>Locks that wait by sleeping, and waits that may end in several ways, on a booted kernel.</summary>
internal static class SleepingLockScenarios
{
    public static ScenarioDefinition MutexExcludes { get; } = new(
        "A mutex admits one task at a time, and wakes the next", [8], "locks", ScenarioMachine.Tasks(cpus: 2),
        s => BuildMutex(s, isFaulty: false), s => BuildMutex(s, isFaulty: true));

    public static ScenarioDefinition WriterIsAlone { get; } = new(
        "A writer is alone, and the reader that waited for it is woken", [8], "locks", ScenarioMachine.Tasks(cpus: 2),
        s => BuildRwLock(s, isFaulty: false), s => BuildRwLock(s, isFaulty: true));

    public static ScenarioDefinition MadeOnce { get; } = new(
        "A value that two tasks ask for is made once", [], "locks", ScenarioMachine.Tasks(cpus: 2),
        s => BuildOnce(s, isFaulty: false), s => BuildOnce(s, isFaulty: true));

    public static ScenarioDefinition TimeoutPassesOn { get; } = new(
        "A wake-up that meets a timeout goes to somebody else", [8], "waits", ScenarioMachine.Booted(cpus: 3, timerSteps: 1),
        s => BuildTimeout(s, putsBack: true), s => BuildTimeout(s, putsBack: false));

    private static void BuildMutex(KernelScenario s, bool isFaulty)
    {
        var mutex = new Mutex();
        var inside = new AtomicInt32(0);
        for (int cpu = 0; cpu < 2; cpu++)
        {
            int me = cpu;
            s.OnCpu(cpu, () =>
            {
                using Mutex.Guard guard = isFaulty && me == 1 ? default : mutex.Lock();
                s.Assert(inside.FetchAdd(1) == 0, "one task at a time is inside");
                inside.FetchAdd(-1);
            });
        }
    }

    private static void BuildRwLock(KernelScenario s, bool isFaulty)
    {
        var rwLock = new RwLock();
        var writers = new AtomicInt32(0);
        s.OnCpu(0, () =>
        {
            using RwLock.WriteGuard guard = rwLock.Write();
            writers.FetchAdd(1);
            writers.FetchAdd(-1);
        }, "writer");
        s.OnCpu(1, () =>
        {
            using RwLock.ReadGuard guard = isFaulty ? default : rwLock.Read();
            s.Assert(writers.Load(MemoryOrder.SeqCst) == 0, "nobody writes while one reads");
        }, "reader");
    }

    private static void BuildOnce(KernelScenario s, bool isFaulty)
    {
        var made = new AtomicInt32(0);
        var unguarded = new AtomicRef<object?>(null);
        var once = new Once<object>(Make);
        for (int cpu = 0; cpu < 2; cpu++)
            s.OnCpu(cpu, () => _ = isFaulty ? Unguarded() : once.Value);
        s.AtEnd(() => s.Assert(made.Load(MemoryOrder.Relaxed) == 1, "the value was made once"));

        object Make()
        {
            made.FetchAdd(1);
            return new object();
        }

        object Unguarded()
        {
            if (unguarded.Load(MemoryOrder.Acquire) is { } there)
                return there;
            object value = Make();
            unguarded.Store(value, MemoryOrder.Release);
            return value;
        }
    }

    // One unit, which whoever has a deadline puts back: so the one without gets it in the end, by whatever way.
    private static void BuildTimeout(KernelScenario s, bool putsBack)
    {
        var queue = new WaitQueue();
        var units = new AtomicInt32(0);
        s.OnCpu(0, () =>
        {
            if (queue.WaitUntil(TryTake, null, Clock.MonotonicNs + 1_000) == WaitResult.Satisfied && putsBack)
                Put();
        }, "waits until a deadline");
        s.OnCpu(1, () => queue.WaitUntil(TryTake), "waits");
        s.OnCpu(2, Put, "puts");

        void Put()
        {
            units.FetchAdd(1);
            queue.WakeOne();
        }

        bool TryTake() => units.CompareExchange(0, 1) == 1;
    }
}
