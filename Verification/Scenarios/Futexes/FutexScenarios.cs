using System;
using System.Collections.Generic;
using Ostd.Frames;
using Services.Futexes;
using Services.Linux;
using Services.Memory;
using Services.Processes;
using Services.Signals;
using Verification.Checking;
using Verification.Scenarios.Processes;

namespace Verification.Scenarios.Futexes;

/// <summary>The two theorems at <see cref="FutexTable"/>: no wake-up is lost, and each is spent on one waiter. The words are user memory, read and written by the model's MMU.</summary>
internal static class FutexScenarios
{
    private const ulong First = 0x10_0000, Second = First + 64;

    /// <summary>A deadline that has passed: the waiter leaves as soon as it can.</summary>
    private const ulong Past = 1;

    public static ScenarioDefinition ChangeIsNoticed { get; } = new(
        "A thread that waits while a word has its old value is woken by who changes it", [], "futexes", ScenarioMachine.Tasks(cpus: 2), BuildWait, KilledMutant: "futex-queues-after-it-compared");

    public static ScenarioDefinition WakeIsNotSwallowed { get; } = new(
        "A futex wake that meets a signal wakes the thread, or is left for another", [], "futexes", ScenarioMachine.Tasks(cpus: 2),
        s => BuildLeave(s, null, Errno.ERESTARTSYS, static world =>
        {
            world.Threads[0].SendSignal(SigInfo.FromKernel(Signal.SIGUSR1));
            return world.Wake(First, 1);
        }),
        KilledMutant: "futex-wake-swallowed");

    public static ScenarioDefinition TimeoutLeaves { get; } = new(
        "A futex wait that times out while it is woken is counted or has left", [], "futexes", ScenarioMachine.Tasks(cpus: 2),
        s => BuildLeave(s, Past, Errno.ETIMEDOUT, static world => world.Wake(First, 1)), KilledMutant: "futex-timeout-stays-queued");

    public static ScenarioDefinition RequeuedLeaves { get; } = new(
        "A futex wait that times out while it is moved to another futex leaves no trace there", [], "futexes", ScenarioMachine.Tasks(cpus: 2),
        s => BuildLeave(s, Past, Errno.ETIMEDOUT, static world => world.Requeue(First, Second, 1)), KilledMutant: "futex-moved-in-two-steps");

    public static IReadOnlyList<Checker> Checkers { get; } = [ChangeIsNoticed.ToChecker(), WakeIsNotSwallowed.ToChecker(), TimeoutLeaves.ToChecker(), RequeuedLeaves.ToChecker()];

    private static void BuildWait(KernelScenario s)
    {
        FutexWorld world = new(s, threads: 2);
        Errno waited = default;
        world.Run(cpu: 0, thread: 0, () => waited = world.Wait(0, First, null), "waits");
        world.Run(cpu: 1, thread: 1, () =>
        {
            s.Assert(world.Space.TryWriteUInt32(First, 1), "the word is there");
            world.Wake(First, 1);
        }, "changes the word, and wakes");
        s.AtEnd(() => s.Assert(waited is Errno.OK or Errno.EAGAIN, $"the wait ends for the change, not with {waited}"));
    }

    /// <param name="deadlineNs">Of the waiter.</param>
    /// <param name="left">What the waiter reports when nobody woke it.</param>
    /// <param name="act">What another thread does meanwhile; how many it woke.</param>
    private static void BuildLeave(KernelScenario s, ulong? deadlineNs, Errno left, Func<FutexWorld, long> act)
    {
        FutexWorld world = new(s, threads: 2);
        Errno waited = default;
        long woken = 0;
        world.Queue(0);
        world.Run(cpu: 0, thread: 1, () => woken = act(world), "acts");
        world.Run(cpu: 1, thread: 0, () => waited = world.Sleep(0, deadlineNs), "sleeps");
        s.AtEnd(() =>
        {
            s.Assert(waited == (woken == 1 ? Errno.OK : left), $"who was woken {woken} times reports {waited}");
            s.Assert(world.Wake(First, 1) + world.Wake(Second, 1) == 0, "nobody is queued any more");
        });
    }

    /// <summary>A process whose threads share a page of memory.</summary>
    private sealed class FutexWorld
    {
        private readonly ProcessWorld _world;
        private readonly FutexWaiter?[] _queued;

        public FutexWorld(KernelScenario s, int threads)
        {
            _world = new ProcessWorld(s);
            Space = new AddressSpace(ResourceLimits.DefaultStackBytes);
            Space.Map(new MapRequest(First, Page.Size, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Fixed), new ResourceLimits());
            Space.TryResolve(First, Ostd.UserSpace.PageFaultAccess.Write);
            Process process = _world.Make(_world.Init, Space);
            ProcessWorld.Handle(process, Signal.SIGUSR1);
            Threads = new Thread[threads];
            _queued = new FutexWaiter?[threads];
            Space.Activate();
            for (int i = 0; i < threads; i++)
                Threads[i] = i == 0 ? process.Leader : _world.AddThread(process);
        }

        public AddressSpace Space { get; }
        public Thread[] Threads { get; }
        public FutexTable Futexes => _world.Services.Futexes;

        public void Run(int cpu, int thread, Action body, string name) => _world.Run(cpu, Threads[thread], body, name);

        public Errno Wait(int thread, ulong address, ulong? deadlineNs) => Futexes.Wait(Threads[thread], address, isPrivate: true, expected: 0, FutexTable.AllBits, deadlineNs);

        /// <summary>Setup: the thread stands in the list of the first word.</summary>
        public void Queue(int thread) => Futexes.Queue(Threads[thread], First, isPrivate: true, expected: 0, FutexTable.AllBits, out _queued[thread]);

        public Errno Sleep(int thread, ulong? deadlineNs) => FutexTable.Sleep(_queued[thread]!, deadlineNs);

        /// <summary>Moves waiters; wakes none.</summary>
        public long Requeue(ulong from, ulong to, int count)
        {
            Futexes.Requeue(Space, from, to, isPrivate: true, 0, count, null);
            return 0;
        }

        public long Wake(ulong address, int count) => Futexes.Wake(Space, address, isPrivate: true, count);
    }
}
