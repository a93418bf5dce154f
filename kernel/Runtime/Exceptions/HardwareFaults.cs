using System;

namespace Internal.Runtime;

/// <summary>Faults of the processor that compiled code may cause without the framework being broken.</summary>
internal enum HardwareFault
{
    /// <summary>Access to the lowest pages, which are never mapped: a field of, or a call on, null.</summary>
    NullReference,

    /// <summary>#DE: the divisor is zero, or the quotient does not fit.</summary>
    Divide,

    /// <summary>The stack's guard page was hit, and the reserve above it has been opened.</summary>
    StackOverflow,
}

/// <summary>All general registers where a fault happened, in the order the processor numbers them.</summary>
internal unsafe struct FaultContext
{
    internal fixed long General[16];
    internal nint Rip;

    internal const int Rax = 0, Rcx = 1, Rdx = 2, Rbx = 3, Rsp = 4, Rbp = 5, Rsi = 6, Rdi = 7, R12 = 12, R13 = 13, R14 = 14, R15 = 15;

    internal readonly Registers ToRegisters() => new()
    {
        Rbx = (nint)General[Rbx],
        Rbp = (nint)General[Rbp],
        R12 = (nint)General[R12],
        R13 = (nint)General[R13],
        R14 = (nint)General[R14],
        R15 = (nint)General[R15],
        Rsp = (nint)General[Rsp],
        Rip = Rip,
    };
}

internal static class HardwareFaults
{
    // Made at start-up: on the little stack that is left after an overflow nothing should be allocated. All overflows
    // share it, so what a handler reads of its trace may be about a later one.
    private static InsufficientExecutionStackException? s_stackOverflow;

    internal static void Initialize() => s_stackOverflow = new InsufficientExecutionStackException();

    internal static Exception CreateException(HardwareFault fault, in FaultContext context) => fault switch
    {
        HardwareFault.StackOverflow => s_stackOverflow!,
        HardwareFault.Divide => DivideInstruction.DivisorIsZero(context)
            ? new DivideByZeroException()
            : new OverflowException(),
        _ => new NullReferenceException(),
    };
}
