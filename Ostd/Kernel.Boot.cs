using System;
using Ostd.Boot;
using Ostd.Console;
using Ostd.Io;
using Ostd.Panics;
using Ostd.Seam;
using Ostd.Sync;
using Ostd.Tasks;
using Ostd.Timers;
using Ostd.Traps;

namespace Ostd;

/// <summary>The boot sequence, and the parts it makes, in the order in which it makes them.</summary>
/// <remarks>
/// <code>
///   Kernel.Boot(machine)        the framework comes up on the boot CPU; interrupts stay off
///     Inject...                 the policies
///     kernel.Start(main)        the other CPUs come up, the first task runs main, the boot flow becomes the idle task
/// </code>
/// </remarks>
public sealed partial class Kernel
{
    private CheckedScheduler? _scheduler;

    internal Kernel(Machine machine)
    {
        Machine = machine;
        CpuControl = new CpuControl(machine);
        Cpus = new CpuState[machine.CpuCount];
        Tasks = new TaskRegistry();
        Reaper = new Reaper();
        Panicking = new PanicState();
        GracePeriods = new GracePeriods(this);
    }

    internal CpuControl CpuControl { get; }
    internal CpuState[] Cpus { get; }
    internal TaskRegistry Tasks { get; }
    internal Reaper Reaper { get; }
    internal PanicState Panicking { get; }
    internal GracePeriods GracePeriods { get; }
    internal Uart Uart { get; set; } = null!;
    internal LocalApic LocalApic { get; private set; } = null!;
    internal IrqTable Irqs { get; private set; } = null!;
    internal Interprocessor Interprocessor { get; private set; } = null!;
    internal RandomPool Random { get; private set; } = null!;
    internal IoRanges IoPorts { get; private set; } = null!;
    internal IoRanges IoMemory { get; private set; } = null!;
    internal TscClock Clock { get; set; } = null!;
    internal TimerDevice TimerDevice { get; private set; } = null!;

    internal CheckedScheduler Scheduler => _scheduler ?? throw new OstdException(OstdError.InvalidArgs, "No scheduler was injected: Kernel.InjectScheduler comes before the first task.");

    internal bool HasScheduler => _scheduler is not null;

    /// <summary>Brings the framework up on the boot CPU, on the stack of the caller. Interrupts are disabled and stay so.</summary>
    internal static Kernel Boot(Machine machine)
    {
        var kernel = new Kernel(machine);
        Root.Bind(machine, kernel);
        kernel.AdoptCpu();
        kernel.Uart = new Uart(machine);
        kernel.BootMemory();
        kernel.BootInterrupts();
        kernel.Random = new RandomPool(machine, kernel.CpuControl.HasRandomSource);
        kernel.IoPorts = new IoRanges(kernel, "ports", 0x1_0000, SensitiveRanges.Ports);
        kernel.IoMemory = new IoRanges(kernel, "device memory", SensitiveRanges.EndOfMemory(machine), SensitiveRanges.Memory(machine.BootInfo));
        return kernel;
    }

    /// <summary>Chooses the scheduler policy. Once, before the first task.</summary>
    public void InjectScheduler(IScheduler policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (_scheduler is not null)
            throw new OstdException(OstdError.InvalidArgs, "A scheduler was injected already.");
        _scheduler = new CheckedScheduler(policy);
    }

    /// <summary>Starts the other CPUs and the first task, and turns the boot flow into the idle task of the boot CPU. Never returns.</summary>
    internal void Start(Action main)
    {
        _ = Scheduler; // refuses here, not in the first task
        for (int cpu = 1; cpu < Machine.CpuCount; cpu++)
        {
            Machine.StartCpu(cpu);
            while (_online.Load(MemoryOrder.Acquire) <= cpu)
                Machine.Pause();
        }
        Task.Spawn(main, name: "main");
        IdleLoop.Run(Cpus[0]);
    }

    /// <summary>Where the machine starts every other CPU, on a stack of its own with interrupts disabled. Never returns.</summary>
    internal static void EnterSecondaryCpu()
    {
        Kernel kernel = Root.Kernel;
        CpuState cpu = kernel.AdoptCpu();
        kernel.Memory.Space.Activate();
        kernel.LocalApic.Enable();
        kernel.TimerDevice.EnableOnThisCpu();
        cpu.ApicId = kernel.LocalApic.Id;
        kernel.NoteOnline();
        IdleLoop.Run(cpu);
    }

    // CPUs that are up.
    private AtomicInt32 _online = new(1);

    /// <summary>The next CPU takes part: it can be interrupted and asked.</summary>
    internal void NoteOnline() => _online.FetchAdd(1);

    /// <summary>Sets the executing CPU up and makes the flow that runs there its idle task.</summary>
    private CpuState AdoptCpu()
    {
        CpuControl.Load(Machine);
        int index = Machine.CurrentCpu;
        var cpu = new CpuState(this, index);
        Cpus[index] = cpu;
        Machine.SetCpuLocal(index, cpu.Idle);
        Tasks.Add(cpu.Idle);
        return cpu;
    }

    private void BootInterrupts()
    {
        BootControllers();
        ulong frequency = TscCalibration.Measure(Machine);
        Clock = new TscClock(Machine, frequency, RealTimeClock.ReadNs(Machine));
        TimerDevice = new TimerDevice(Machine, LocalApic, Clock);
        TimerDevice.EnableOnThisCpu();
        Uart.EnableInput(this);
    }

    /// <summary>The interrupt controllers and the IOMMU: after this, devices are confined and lines can be had.</summary>
    internal void BootControllers()
    {
        LegacyPic.Disable(Machine);
        LocalApic = new LocalApic(Machine);
        LocalApic.Enable();
        Cpus[0].ApicId = LocalApic.Id;
        BootIommu();
        Irqs = new IrqTable(this);
        Interprocessor = new Interprocessor(this);
    }
}
