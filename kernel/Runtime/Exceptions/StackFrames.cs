namespace Internal.Runtime;

/// <summary>
/// Walks frames of compiled code from the innermost outwards, as the dispatch of exceptions sees them.
/// </summary>
/// <remarks>
/// A catch or finally handler runs on top of the stack, called by the dispatcher, while the frame of its method is further
/// up. Between the two are the dispatcher itself and the frames that the exception it dispatched has left behind. The walk
/// leaps over those: from the handler straight to its method's frame, whose registers the dispatcher has kept
/// (<see cref="FuncletFrame"/>), and goes on with the clauses around the one the handler belongs to.
/// </remarks>
internal unsafe struct StackFrames
{
    /// <summary>The current frame.</summary>
    internal Registers Registers;

    internal CodeFrame Code;

    /// <summary>The first clause of the current frame that may handle an exception. Not 0 after a leap.</summary>
    internal int FirstClause;

    /// <summary>After a leap, the range of the clause left: clauses of the same try block do not guard each other's handlers.</summary>
    private uint _leftStart, _leftEnd;

    /// <summary>The instruction pointer is at the instruction that faulted, not behind a call.</summary>
    internal bool IsExact { get; private set; }

    /// <summary>The current frame was reached by a leap: it was already seen when its handler was called.</summary>
    internal bool IsReentered { get; private set; }

    internal StackFrames(in Registers registers, bool isExact)
    {
        Registers = registers;
        IsExact = isExact;
    }

    /// <summary>Finds the unwind information of the frame that <see cref="Registers"/> describe; false ends the walk.</summary>
    internal bool TryEnter() => CodeFrame.TryFind(CodeAddress, out Code);

    /// <summary>An address inside the instruction the frame is at.</summary>
    internal readonly nint CodeAddress => IsExact ? Registers.Rip : Registers.Rip - 1;

    /// <summary>Goes to the caller of the current frame.</summary>
    internal bool TryLeave()
    {
        if (!Code.TryUnwind(ref Registers))
            return false;

        IsExact = false;
        IsReentered = false;
        FirstClause = 0;
        if (FuncletFrame.TryGet(Registers, out FuncletFrame* funclet))
        {
            Registers = funclet->Parent;
            IsExact = funclet->ParentIsExact;
            IsReentered = true;
            FirstClause = funclet->Clause + 1;
            _leftStart = funclet->TryStart;
            _leftEnd = funclet->TryEnd;
        }

        return TryEnter();
    }

    /// <summary>
    /// Whether a clause guards the current instruction of the frame. The clauses of one try block stand together, so those
    /// right behind the clause that was left, with the same range, are passed over; the compiler puts an empty clause between
    /// different blocks that have the same range.
    /// </summary>
    internal bool Guards(in HandlerClauses clause, uint offset)
    {
        if (clause.Index < FirstClause)
            return false;

        if (IsReentered && clause.Index == FirstClause && clause.TryStart == _leftStart && clause.TryEnd == _leftEnd)
        {
            FirstClause++;
            return false;
        }

        return clause.Covers(offset);
    }
}
