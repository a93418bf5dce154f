using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// What the dispatcher keeps on its stack while a catch or finally handler runs. The stubs that call handlers leave its
/// address at the top of the stack just before the call, so it is found again from the handler's return address.
/// </summary>
internal unsafe struct FuncletFrame
{
    /// <summary>The frame of the method the handler belongs to. First, for the stubs.</summary>
    internal Registers Parent;

    internal bool ParentIsExact;

    /// <summary>Which clause of the method, and the range of its try block.</summary>
    internal int Clause;
    internal uint TryStart;
    internal uint TryEnd;

    /// <summary>Being handled; for <c>throw;</c>. The collector finds it here, as it looks at all words of a stack.</summary>
    internal byte* Exception;

    /// <summary>Whether registers, just unwound, are at the return from a handler.</summary>
    internal static bool TryGet(in Registers registers, out FuncletFrame* frame)
    {
        ImageLayout* image = ImageLayout.Current;
        bool isReturn = registers.Rip == image->CatchReturn || registers.Rip == image->FinallyReturn;
        frame = isReturn ? *(FuncletFrame**)registers.Rsp : null;
        return isReturn;
    }

    /// <summary>Runs a catch handler, then goes on where it says, in its method's frame.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismCallCatch")]
    internal static extern void CallCatch(Exception exception, byte* handler, FuncletFrame* frame);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismCallFinally")]
    internal static extern void CallFinally(byte* handler, FuncletFrame* frame);

    [MethodImpl(MethodImplOptions.InternalCall)]
    [RuntimeImport("*", "AsterismCallFilter")]
    internal static extern bool CallFilter(Exception exception, byte* filter, Registers* parent);
}
