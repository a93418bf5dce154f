using System;
using System.Runtime;

namespace Internal.Runtime;

/// <summary>
/// What happens after <c>throw</c>: first a search outwards for a handler, during which filters run and nothing is undone;
/// then a second walk that runs the finally blocks up to that handler, and the handler.
/// </summary>
/// <remarks>
/// The dispatcher runs on top of the thrower's stack and allocates nothing. It takes no locks. When a finally block or a
/// handler throws, the dispatch it was called from is simply never returned to: <see cref="StackFrames"/> leaps over it.
/// </remarks>
internal static unsafe class ExceptionDispatch
{
    /// <summary><c>throw exception;</c></summary>
    [RuntimeExport("AsterismThrow")]
    internal static void Throw(Exception? exception, Registers* thrower)
    {
        exception ??= new NullReferenceException();
        exception.BeginTrace();
        Dispatch(exception, *thrower, isExact: false);
    }

    /// <summary><c>throw;</c> in a catch handler, whose frame is the caller's.</summary>
    [RuntimeExport("AsterismRethrow")]
    internal static void Rethrow(Registers* thrower)
    {
        Registers registers = *thrower;
        if (!CodeFrame.TryFind(registers.Rip - 1, out CodeFrame handler)
            || !handler.TryUnwind(ref registers)
            || !FuncletFrame.TryGet(registers, out FuncletFrame* funclet))
        {
            RuntimeHooks.Panic("An exception was thrown again outside the handler that caught it.", "");
            return;
        }

        Dispatch(System.Runtime.CompilerServices.Unsafe.As<Exception>(ObjectLayout.FromAddress(funclet->Exception)), *thrower, isExact: false);
    }

    /// <summary>
    /// Throws at an instruction that the processor could not execute. Called by the trap handler on the interrupted stack,
    /// with interrupts as they were for the interrupted code; does not return.
    /// </summary>
    internal static void ThrowHardwareFault(HardwareFault fault, ref FaultContext context)
    {
        Exception exception = HardwareFaults.CreateException(fault, context);
        exception.BeginTrace();
        Dispatch(exception, context.ToRegisters(), isExact: true);
    }

    private static void Dispatch(Exception exception, in Registers thrower, bool isExact)
    {
        StackFrames frames = new(thrower, isExact);
        if (!TryFindHandler(exception, ref frames, out int distance, out int clauseIndex))
        {
            Unhandled(exception);
            return;
        }

        frames = new(thrower, isExact);
        frames.TryEnter();
        for (int i = 0; i < distance; i++)
        {
            if (frames.Code.HasHandlers)
                RunFinallyBlocks(exception, ref frames, int.MaxValue);

            frames.TryLeave();
        }

        RunFinallyBlocks(exception, ref frames, clauseIndex);
        RunHandler(exception, ref frames, clauseIndex);
    }

    /// <param name="distance">How many frames out from the thrower the handler is.</param>
    private static bool TryFindHandler(Exception exception, ref StackFrames frames, out int distance, out int clauseIndex)
    {
        clauseIndex = -1;
        distance = 0;
        if (!frames.TryEnter())
            return false;

        while (true)
        {
            // A frame reached from one of its handlers is on the trace already.
            if (!frames.IsReentered)
                exception.AddToTrace(frames.Registers.Rip);

            if (frames.Code.HasHandlers)
            {
                HandlerTable table = frames.Code.Handlers;
                clauseIndex = FindHandler(exception, ref frames, table);
                if (clauseIndex >= 0)
                    return true;

                if (table.IsEntry)
                    return false;
            }

            if (!frames.TryLeave())
                return false;

            distance++;
        }
    }

    private static int FindHandler(Exception exception, ref StackFrames frames, HandlerTable table)
    {
        uint offset = table.OffsetOf(frames.CodeAddress);
        HandlerClauses clauses = table.Clauses;
        while (clauses.MoveNext())
        {
            if (!frames.Guards(clauses, offset))
                continue;

            bool handles = clauses.Kind switch
            {
                HandlerKind.Catch => TypeCast.IsInstanceOfException(clauses.CaughtType, exception),
                HandlerKind.Filter => PassesFilter(exception, clauses.Filter, ref frames.Registers),
                _ => false,
            };
            if (handles)
                return clauses.Index;
        }

        return -1;
    }

    /// <summary>A filter that throws says no, as on .NET.</summary>
    private static bool PassesFilter(Exception exception, byte* filter, ref Registers parent)
    {
        try
        {
            fixed (Registers* registers = &parent)
                return FuncletFrame.CallFilter(exception, filter, registers);
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static void RunFinallyBlocks(Exception exception, ref StackFrames frames, int clauseLimit)
    {
        HandlerTable table = frames.Code.Handlers;
        uint offset = table.OffsetOf(frames.CodeAddress);
        HandlerClauses clauses = table.Clauses;
        while (clauses.MoveNext() && clauses.Index < clauseLimit)
        {
            if (clauses.Kind != HandlerKind.Finally || !frames.Guards(clauses, offset))
                continue;

            FuncletFrame frame = MakeFrame(exception, frames, clauses);
            FuncletFrame.CallFinally(clauses.Handler, &frame);
        }
    }

    private static void RunHandler(Exception exception, ref StackFrames frames, int clauseIndex)
    {
        HandlerTable table = frames.Code.Handlers;
        HandlerClauses clauses = table.Clauses;
        while (clauses.MoveNext() && clauses.Index < clauseIndex)
        {
        }

        FuncletFrame frame = MakeFrame(exception, frames, clauses);
        FuncletFrame.CallCatch(exception, clauses.Handler, &frame);
    }

    private static FuncletFrame MakeFrame(Exception exception, in StackFrames frames, in HandlerClauses clause) => new()
    {
        Parent = frames.Registers,
        ParentIsExact = frames.IsExact,
        Clause = clause.Index,
        TryStart = clause.TryStart,
        TryEnd = clause.TryEnd,
        Exception = ObjectLayout.AddressOf(exception),
    };

    private static void Unhandled(Exception exception)
    {
        if (RuntimeHooks.Unhandled != null)
            RuntimeHooks.Unhandled(exception);

        RuntimeHooks.Panic("Unhandled exception: ", exception.ToString());
    }
}
