using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Metal;

/// <summary>What one CPU needs at hand, at its GS base while the kernel runs. kernel/Boot/percpu.inc is the same layout for
/// the stubs; <see cref="LayoutChecks"/> compares the two at start-up.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CpuBlock
{
    internal CpuBlock* Self;
    internal int Index;
    private readonly int _padding;

    /// <summary>The framework's per-CPU object, as an address: whoever sets it keeps it reachable.</summary>
    internal nint Local;

    /// <summary>Where EnterUser left off, while user code runs.</summary>
    internal ulong KernelRsp;

    /// <summary>The registers of the user code that runs, or null.</summary>
    internal void* UserRegisters;
    internal ulong Scratch;

    /// <summary>The running kernel stack. Traps are taken on it only when it has room.</summary>
    internal StackLimits Stack;

    /// <summary>End of the stack on which the CPU came up: its idle task stays there.</summary>
    internal ulong BootStackTop;

    internal const int FreeSlotsOffset = 256;

    /// <summary>Heads of the lists of free blocks, one for every 16 bytes of size.</summary>
    internal ulong* FreeSlots => (ulong*)((byte*)Self + FreeSlotsOffset);

    internal static CpuBlock* Current => Instructions.CpuBlock();
}

/// <summary>Where a kernel stack lies; see <see cref="StackReserve"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StackLimits
{
    /// <summary>Lowest usable address: of the reserve while that is open.</summary>
    internal ulong Bottom;
    internal ulong Top;

    /// <summary>Start of the guard page, below the reserve.</summary>
    internal ulong Guard;

    /// <summary>While the reserve is open: the bottom to go back to. Else 0.</summary>
    internal ulong ClosedBottom;
}
