namespace Ostd.Model;

/// <summary>How big a model machine is.</summary>
public sealed record ModelOptions
{
    /// <summary>RAM from address 0, in MiB, with the legacy hole below 1 MiB. Untouched memory costs the host nothing.</summary>
    public int MemoryMiB { get; init; } = 32;
    public int Cpus { get; init; } = 1;
    public string CommandLine { get; init; } = "";

    /// <summary>The initial file system.</summary>
    public byte[] Initramfs { get; init; } = [];

    /// <summary>Where every choice of the machine's scheduler and devices comes from: the same seed, the same run.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Nanoseconds that every step takes. Large ones make timers fire often relative to the work done.</summary>
    public ulong StepNs { get; init; } = 20;

    /// <summary>The machine fails when it is still running after so many steps.</summary>
    public ulong MaxSteps { get; init; } = 400_000_000;

    /// <summary>x2APIC and TSC-deadline timer; without, registers in device memory and a counting timer.</summary>
    public bool ModernApic { get; init; } = true;

    /// <summary>The CPUs can keep the kernel from executing and touching user pages, and users from reading descriptor tables (SMEP, SMAP, UMIP).</summary>
    public bool ModernProtection { get; init; } = true;

    /// <summary>Who says how fast the time-stamp counter counts.</summary>
    public TscNaming TscNaming { get; init; }

    /// <summary>So often the battery clock answers that it is being updated.</summary>
    internal int ClockUpdates { get; init; }

    /// <summary>The DMA-remapping unit, switched off until the kernel finds it. Null: the machine has none.</summary>
    public IommuOptions? Iommu { get; init; }

    /// <summary>What is typed at the console as soon as the kernel listens.</summary>
    public string ConsoleInput { get; init; } = "";

    /// <summary>How many times the serial port says that it is still sending, after each byte. More than anybody would wait: it is broken.</summary>
    public int ConsoleBusyPolls { get; init; }

    /// <summary>Stops at the first undefined behaviour, seen by shadow memory. Off, a machine is several times as fast.</summary>
    public bool DetectUndefinedBehaviour { get; init; } = s_detect;

    /// <summary>Set to 1 in the environment, it turns the detector on in every machine that does not say otherwise: whole test suites run under it so.</summary>
    public const string DetectorVariable = "ASTERISM_DETECTOR";

    /// <summary>Places in woven code whose accesses are remembered with stack, locks and values: see <see cref="Shadow.RaceReport"/>.</summary>
    internal System.Collections.Generic.IReadOnlyCollection<int> SitesInFull { get; init; } = [];

    private static readonly bool s_detect = System.Environment.GetEnvironmentVariable(DetectorVariable) == "1";

    /// <summary>Who decides what happens next; null: the seed.</summary>
    internal IMachineSchedule? Schedule { get; init; }

    /// <summary>The machine executes bare functions without a booted kernel (<see cref="ModelMachine.RunBare"/>).</summary>
    internal bool IsBare { get; init; }

    /// <summary>On a bare machine: what handles an interrupt vector. Null: there are no interrupts, and enabling and disabling them is no step.</summary>
    internal System.Action<int>? BareHandler { get; init; }

    /// <summary>While exploring: how many times the passing of time to the next timer may come between any two steps. It does so anyway when everybody waits.</summary>
    internal int TimerSteps { get; init; }

    /// <summary>
    /// While exploring: an attempt to take a lock that is not free is a step, which fails. Else it is one with the attempt that succeeds: see <see cref="ModelMachine.BeforeTake"/>. To check
    /// that nothing is lost so; the loop around it must pause.
    /// </summary>
    internal bool AttemptsFail { get; init; }

    /// <summary>Told the name of every word that is made.</summary>
    internal System.Action<long>? WordMade { get; init; }

    /// <summary>While exploring: how many devices act as <see cref="ModelMachine.AddDevice"/> says, how many translations each CPU's TLB may drop, and how many requests of each CPU for memory may fail.</summary>
    internal int Devices { get; init; }
    internal int TlbEvictions { get; init; }
    internal int Shortages { get; init; }

    /// <summary>How long the code between two steps of an explored machine may take, before it is stopped as a loop that never ends.</summary>
    internal System.TimeSpan Patience { get; init; } = Watchdog.Patience;

    /// <summary>Says where in the source the executing CPU is: asked for every lock that is taken, to be told who holds it. Null: nobody wants to know.</summary>
    internal System.Func<string>? WhereAmI { get; init; }

    /// <summary>Reports locks that are taken in different orders: see <see cref="LockOrder"/>.</summary>
    public bool CheckLockOrder { get; init; }

    /// <summary>Called with the new machine before anything runs on it: attaches observers.</summary>
    internal System.Action<ModelMachine>? Attach { get; init; }

    /// <summary>Injects the policies, on the boot CPU. What it leaves out gets a simple one.</summary>
    public System.Action<Kernel>? Inject { get; init; }
}
