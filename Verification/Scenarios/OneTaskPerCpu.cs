using Ostd;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;

namespace Verification.Scenarios;

/// <summary>
/// The scheduler of bare machines with tasks: each CPU has one task and nothing else to do, so while the task sleeps the policy waits for it to be woken, in place. What wakes and sleeps is the
/// framework's own (<c>Waiter</c>, <c>Scheduling.Block</c>); the switch to the idle task and back, and the interrupt that ends its halt, are not there. So a sleep costs a handful of steps, and what sleeps can
/// be explored to the end.
/// </summary>
internal sealed class OneTaskPerCpu : IScheduler
{
    private const ulong NsPerSecond = 1_000_000_000;

    private readonly LocalQueue[] _queues;

    private OneTaskPerCpu(int cpus)
    {
        _queues = new LocalQueue[cpus];
        for (int i = 0; i < cpus; i++)
            _queues[i] = new LocalQueue();
    }

    /// <summary>What tasks need of a kernel: memory, and a clock, which stands still. Deadlines can be in the past only.</summary>
    public static void Boot(Kernel kernel)
    {
        kernel.BootMemory();
        kernel.Clock = new TscClock(kernel.Machine, NsPerSecond, 0);
    }

    /// <summary>Setup: makes the tasks of the scenario's bodies, and lets each prepare itself.</summary>
    public static void Start(KernelScenario s)
    {
        var policy = new OneTaskPerCpu(s.Kernel.CpuCount);
        s.Kernel.InjectScheduler(policy);
        foreach (ScenarioBody body in s.Bodies)
        {
            Task task = Task.Spawn(static () => { }, body.Data, body.Name);
            policy._queues[body.Cpu].Begin(task);
            CpuState cpu = s.Kernel.Cpus[body.Cpu];
            task.SchedulerData = policy._queues[body.Cpu];
            task.State.Exchange(TaskState.Running); // its running word stays 0, as nobody switches: Task.Interrupt sends no interrupts
            task.Cpu = cpu;
            cpu.Running = task;
            cpu.IsOnline = true;
            s.Machine.SetCpuLocal(cpu.Index, task);
            s.Machine.ActAs(cpu.Index, () =>
            {
                s.Machine.EnableInterrupts();
                body.Prepare?.Invoke();
            });
        }
    }

    public int Enqueue(Task task, EnqueueReason reason)
    {
        if (reason == EnqueueReason.Wake)
            ((LocalQueue)task.SchedulerData!).Wake();
        return -1; // the CPU need not be told: it looks
    }

    public ILocalRunQueue LocalRunQueue(int cpu) => _queues[cpu];

    private sealed class LocalQueue : ILocalRunQueue
    {
        private Task? _task;
        private AtomicBool _isAwake = new();

        public Task? Current { get; private set; }

        public void Begin(Task task) => Current = _task = task;

        public void Wake() => _isAwake.Store(true, MemoryOrder.Release);

        public bool UpdateCurrent(UpdateReason reason) => false;

        public Task? TryPickNext()
        {
            while (!_isAwake.Load(MemoryOrder.Acquire))
                Root.Machine.Pause();
            _isAwake.Store(false, MemoryOrder.Relaxed);
            return Current = _task;
        }

        public Task? DequeueCurrent()
        {
            Current = null;
            return _task;
        }
    }
}
