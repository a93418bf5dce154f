namespace Ostd.Model;

/// <summary>
/// Decides what happens next on a machine that is being explored: which CPU takes its next visible step, which store leaves a store buffer, where an interrupt
/// arrives. The machine asks at every visible step; between two of them exactly one CPU executes.
/// </summary>
internal interface IMachineSchedule
{
    /// <summary>Stores wait in store buffers (x86-TSO); else every store is seen by all at once.</summary>
    bool HasStoreBuffers { get; }

    /// <summary>
    /// Chooses and records the next step. Store-buffer flushes and the passing of time it carries out itself; it returns the CPU to go on, with
    /// <see cref="ModelCpu.HasPending"/> cleared, and <see cref="ModelCpu.TakesInterrupt"/> set when the step is the arrival of an interrupt there. Negative: the run is over.
    /// </summary>
    int Next(ModelMachine machine);

    /// <summary>Its number of the step that was granted last; -1 before the first.</summary>
    int LastStep { get; }

    /// <summary>The step that was granted last took effect on a word: as it was, and as it is now.</summary>
    /// <param name="e">What happened.</param>
    /// <param name="writes">The word was written; a compare-exchange that fails only looks.</param>
    void Report(in AtomicEvent e, bool writes);

    /// <summary>The step that was granted last wrote to a register of a device.</summary>
    void ReportWrite();
}

/// <summary>What a step of a CPU does, as far as others can notice.</summary>
internal enum StepKind : byte
{
    /// <summary>Noticed by nobody, but a point where an interrupt may arrive or a store buffer must be empty.</summary>
    Local,
    Read,
    Write,
    ReadModifyWrite,
}

/// <summary>What a step waits for.</summary>
internal enum WaitKind : byte
{
    Nothing,

    /// <summary>The word is zero (null).</summary>
    UntilFree,

    /// <summary>One of the words that the CPU has looked at since it last waited has been written: a spin loop whose next turn could end differently.</summary>
    UntilChanged,

    /// <summary>An interrupt: a halted CPU.</summary>
    ForInterrupt,
}

/// <summary>A visible step that a CPU is about to take.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Location">To what; 0 for <see cref="StepKind.Local"/>.</param>
/// <param name="Text">For people: what kind of operation ("cli", "send interrupt"); null for an access to a word.</param>
/// <param name="Waits">What must hold before it can be taken.</param>
/// <param name="Drains">The CPU's store buffer must be empty.</param>
/// <param name="Cell">The word, when it is one of the host's.</param>
/// <param name="IsUser">The next instruction of a user program: an interrupt ends user mode, whatever the kernel's interrupt flag says.</param>
/// <param name="IsPause">An idle turn of a loop that waits for others.</param>
internal readonly record struct PendingStep(
    StepKind Kind, long Location, string? Text = null, WaitKind Waits = WaitKind.Nothing, bool Drains = false, Sync.AtomicCell? Cell = null, bool IsUser = false, bool IsPause = false);

/// <summary>A store that its CPU alone sees yet.</summary>
/// <param name="Cell">The word, when it is one of the host's.</param>
/// <param name="Address">The word, when it is one of physical memory.</param>
/// <param name="Value">What is stored in physical memory.</param>
/// <param name="Order">As in the program.</param>
/// <param name="After">The schedule's number of the step that the CPU had taken last.</param>
internal readonly record struct BufferedStore(Sync.AtomicCell? Cell, ulong Address, ulong Value, Sync.MemoryOrder Order, int After)
{
    internal long Location => Cell?.Location ?? ModelMachine.LocationOf(Address);
}

/// <summary>A word that a CPU has looked at: as it was before it did so for the first time, and after the last time. Both as the CPU saw it, through its store buffer.</summary>
internal struct WatchedWord
{
    internal Sync.AtomicCell? Cell;
    internal long Location;
    internal ulong First, Last;

    /// <summary>Of memory, when it looked last; and the schedule's number of that step.</summary>
    internal int Version, LookedAt;
}
