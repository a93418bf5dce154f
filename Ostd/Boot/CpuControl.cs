using Ostd.Seam;

namespace Ostd.Boot;

/// <summary>
/// What the registers that decide how a CPU executes kernel code hold: the same on every CPU, from before it joins the kernel on, for ever.
/// </summary>
/// <remarks>
/// Whole values are written. Whatever the firmware, or the stub that started the CPU, has left in these registers is gone afterwards, also what nobody here has thought of. What the
/// stub needs for itself (long mode, no-execute entries, SSE) it has set before.
/// <para>
/// Off, and not to be switched on without a change of the trap entry: FSGSBASE, with which user code gives itself a GS base of the kernel half, and the entry for
/// non-maskable interrupts would take it for the kernel's; SYSENTER, which keeps the user's flags but for three.
/// </para>
/// Source: Intel SDM volume 3, 2.5 (control registers), 2.6 (XCR0), 5.8.7 and 5.8.8 (system calls); volume 4 (the model-specific registers).
/// <para>Checked by: Invariant 2, in every step of every checker; CpuControlTests on the metal.</para>
/// </remarks>
internal sealed class CpuControl
{
    // CR0. Emulation and task-switched are clear, or SSE instructions would fault; cache disable is clear.
    private const ulong Protection = 1 << 0, MonitorCoprocessor = 1 << 1, ExtensionType = 1 << 4, NumericError = 1 << 5, WriteProtect = 1 << 16, Paging = 1UL << 31;

    // CR4.
    private const ulong PhysicalAddressExtension = 1 << 5, MachineCheck = 1 << 6, GlobalPages = 1 << 7, Sse = 1 << 9, SseExceptions = 1 << 10,
        UserInstructionPrevention = 1 << 11, ExtendedStateEnable = 1 << 18, ExecutePrevention = 1 << 20, AccessPrevention = 1 << 21;

    // EFER.
    private const ulong SystemCalls = 1 << 0, LongMode = 1 << 8, LongModeActive = 1 << 10, NoExecute = 1 << 11;

    private const uint Efer = 0xc000_0080, Star = 0xc000_0081, Lstar = 0xc000_0082, Fmask = 0xc000_0084, SysenterCs = 0x174;

    /// <summary>
    /// Flags that are clear when a system call arrives in the kernel: everything a user program could have set to confuse it (trap, interrupts, direction, I/O privilege level, nested task,
    /// resume, alignment check, identification), and the arithmetic ones.
    /// </summary>
    private const ulong ClearedFlags = 0x25_7fd5;

    /// <summary>x87, SSE, AVX and the three parts of AVX-512.</summary>
    private const ulong WantedComponents = 0xe7;

    private const uint FeatureLeaf = 1, ExtendedFeatureLeaf = 7, StateLeaf = 0xd;

    private readonly ulong _cr0 = Protection | MonitorCoprocessor | ExtensionType | NumericError | WriteProtect | Paging;
    private readonly ulong _cr4 = PhysicalAddressExtension | GlobalPages | Sse | SseExceptions;

    /// <summary>Reads from the executing CPU's identification what there is. All CPUs of a machine are alike.</summary>
    internal CpuControl(Machine machine)
    {
        machine.Cpuid(0, 0, out uint lastLeaf, out _, out _, out _);
        machine.Cpuid(FeatureLeaf, 0, out _, out _, out uint features, out uint olderFeatures);
        if ((olderFeatures & 1 << 7) != 0)
            _cr4 |= MachineCheck; // so that one is a panic, not a reset
        HasRandomSource = (features & 1 << 30) != 0;
        if (lastLeaf >= StateLeaf && (features & 1 << 26) != 0)
        {
            _cr4 |= ExtendedStateEnable;
            machine.Cpuid(StateLeaf, 0, out uint components, out _, out _, out _);
            ExtendedComponents = components & WantedComponents;
        }
        if (lastLeaf < ExtendedFeatureLeaf)
            return;
        machine.Cpuid(ExtendedFeatureLeaf, 0, out _, out uint protections, out uint others, out _);
        if ((protections & 1 << 7) != 0)
            _cr4 |= ExecutePrevention;
        if ((protections & 1 << 20) != 0)
            _cr4 |= AccessPrevention;
        if ((others & 1 << 2) != 0)
            _cr4 |= UserInstructionPrevention;
    }

    /// <summary>Components of x87 and vector state that user programs have, as XCR0; 0 when the CPU has no XSAVE.</summary>
    internal ulong ExtendedComponents { get; }

    /// <summary>The CPU has a source of random words.</summary>
    internal bool HasRandomSource { get; }

    /// <summary>Sets the executing CPU up. Interrupts are disabled; nothing of user mode runs on it yet.</summary>
    internal void Load(Machine machine)
    {
        machine.WriteCr0(_cr0);
        machine.WriteCr4(_cr4);
        if (ExtendedComponents != 0)
            machine.WriteXcr0(ExtendedComponents);
        machine.WriteMsr(Efer, SystemCalls | LongMode | LongModeActive | NoExecute);
        machine.WriteMsr(Star, (ulong)Selectors.KernelCode << 32 | (ulong)(Selectors.UserCode32 | 3) << 48);
        machine.WriteMsr(Lstar, machine.SystemCallStub);
        machine.WriteMsr(Fmask, ClearedFlags);
        machine.WriteMsr(SysenterCs, 0);
    }
}
