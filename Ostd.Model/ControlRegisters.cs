using Ostd.User;

namespace Ostd.Model;

/// <summary>
/// The registers of one CPU that decide how it executes code: CR0, CR4, XCR0 and the model-specific registers of long mode and system calls. A value that the processor refuses (a general
/// protection fault, in the kernel) is a violation; the others have their effect here and in the <see cref="Mmu"/>. Intel SDM volume 3, 2.5, 2.6, 5.8.7, 5.8.8.
/// </summary>
/// <remarks>
/// They begin with what a start-up needs at the least, and with something left on that the firmware may have used: whoever relies on the rest, or forgets to switch that off, is found out.
/// </remarks>
internal sealed class ControlRegisters(bool hasProtections)
{
    internal const uint EferMsr = 0xc000_0080, StarMsr = 0xc000_0081, LstarMsr = 0xc000_0082, FmaskMsr = 0xc000_0084, SysenterCsMsr = 0x174;

    internal const ulong WriteProtect = 1 << 16, Paging = 1UL << 31, NotWriteThrough = 1 << 29, CacheDisable = 1 << 30, Protection = 1;
    internal const ulong TimestampDisable = 1 << 2, PhysicalAddressExtension = 1 << 5, MachineCheck = 1 << 6, GlobalPages = 1 << 7, PerformanceCounters = 1 << 8, Sse = 1 << 9,
        SseExceptions = 1 << 10, UserInstructionPrevention = 1 << 11, SegmentBaseInstructions = 1 << 16, ExtendedStateEnable = 1 << 18, ExecutePrevention = 1 << 20,
        AccessPrevention = 1 << 21;
    internal const ulong SystemCalls = 1, LongMode = 1 << 8, LongModeActive = 1 << 10, NoExecute = 1 << 11;

    /// <summary>x87, SSE and AVX.</summary>
    internal const ulong KnownComponents = 7;

    // VME, PVI, TSD, DE, PSE, then those with a name; no virtual machines, no five-level paging, no protection keys.
    private const ulong OlderExtensions = 0x1f;
    private const ulong BasicCr4 = OlderExtensions | PhysicalAddressExtension | MachineCheck | GlobalPages | PerformanceCounters | Sse | SseExceptions | SegmentBaseInstructions | ExtendedStateEnable;
    private const ulong Protections = UserInstructionPrevention | ExecutePrevention | AccessPrevention;

    private const ulong TrapFlag = 1 << 8, InterruptFlag = 1 << 9, DirectionFlag = 1 << 10, IoPrivilege = 3 << 12, NestedTask = 1 << 14, AlignmentCheck = 1 << 18;

    internal ulong Cr0 { get; private set; } = Paging | Protection | 1 << 4;
    internal ulong Cr4 { get; private set; } = PhysicalAddressExtension | Sse | TimestampDisable | PerformanceCounters | SegmentBaseInstructions;
    internal ulong Xcr0 { get; private set; } = 1;
    internal ulong Efer { get; private set; } = LongMode | LongModeActive;
    internal ulong Star { get; private set; }
    internal ulong Lstar { get; private set; }
    internal ulong Fmask { get; private set; }
    internal ulong SysenterCs { get; private set; } = 8;

    internal bool Has(ulong cr4) => (Cr4 & cr4) != 0;

    internal void WriteCr0(ulong value)
    {
        if (value >> 32 != 0 || (value & (NotWriteThrough | CacheDisable)) == NotWriteThrough || (value & (Paging | Protection)) != (Paging | Protection))
            Refuse("CR0", value);
        Cr0 = value;
    }

    internal void WriteCr4(ulong value)
    {
        if ((value & ~(BasicCr4 | (hasProtections ? Protections : 0))) != 0 || (value & PhysicalAddressExtension) == 0)
            Refuse("CR4", value);
        Cr4 = value;
    }

    internal void WriteXcr0(ulong value)
    {
        if (!Has(ExtendedStateEnable) || (value & ~KnownComponents) != 0 || (value & 1) == 0 || (value & 6) == 4)
            Refuse("XCR0", value);
        Xcr0 = value;
    }

    /// <summary>False: it is not one of these.</summary>
    internal bool TryRead(uint msr, out ulong value)
    {
        value = msr switch { EferMsr => Efer, StarMsr => Star, LstarMsr => Lstar, FmaskMsr => Fmask, SysenterCsMsr => SysenterCs, _ => 0 };
        return msr is EferMsr or StarMsr or LstarMsr or FmaskMsr or SysenterCsMsr;
    }

    /// <summary>False: it is not one of these.</summary>
    internal bool TryWrite(uint msr, ulong value)
    {
        switch (msr)
        {
            case EferMsr:
                if ((value & ~(SystemCalls | LongMode | LongModeActive | NoExecute)) != 0 || (value & LongMode) == 0)
                    Refuse("EFER", value);
                Efer = value | LongModeActive;
                break;
            case StarMsr:
                Star = value;
                break;
            case LstarMsr:
                if ((long)value << 16 >> 16 != (long)value)
                    Refuse("LSTAR", value);
                Lstar = value;
                break;
            case FmaskMsr:
                if (value >> 32 != 0)
                    Refuse("FMASK", value);
                Fmask = value;
                break;
            case SysenterCsMsr:
                SysenterCs = value;
                break;
            default:
                return false;
        }
        return true;
    }

    /// <summary>SYSCALL in user mode: what the kernel's entry relies on before it can do anything about it.</summary>
    internal void CheckSystemCall(ulong userFlags, ulong stub)
    {
        if ((Efer & SystemCalls) == 0)
            throw new UserTrap(CpuException.InvalidOpcode);
        ulong flags = userFlags & ~Fmask;
        if ((flags & (TrapFlag | InterruptFlag | DirectionFlag | IoPrivilege | NestedTask | AlignmentCheck)) != 0)
            throw new ModelViolationException($"A system call entered the kernel, on the user's stack, with flags {flags:x}: its mask is {Fmask:x}.");
        if (Lstar != stub || (Star >> 32 & 0xffff) != Seam.Selectors.KernelCode)
            throw new ModelViolationException($"A system call went to {Lstar:x} with segment {Star >> 32 & 0xffff:x}, not to the kernel's entry.");
    }

    /// <summary>SYSENTER in user mode.</summary>
    internal void CheckSysenter()
    {
        if ((SysenterCs & 0xfffc) == 0)
            throw new UserTrap(CpuException.GeneralProtection);
        throw new ModelViolationException("A user program entered the kernel by SYSENTER, for which it has no entry.");
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    private static void Refuse(string register, ulong value) =>
        throw new ModelViolationException($"{register} was set to {value:x}, which this CPU refuses: a fault in the kernel.");
}
