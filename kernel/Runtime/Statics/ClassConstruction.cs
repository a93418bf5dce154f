using System;

namespace Internal.Runtime;

/// <summary>Static constructors when several tasks, on several CPUs, may want the same class at once. The rules are .NET's:</summary>
/// <remarks>
/// <list type="bullet">
/// <item>The first task to come runs the constructor. Others wait until it is done.</item>
/// <item>The task that runs it goes on: in the constructor, and in all it calls, the class counts as constructed.</item>
/// <item>When waiting would close a circle of tasks that wait for each other, the last one does not wait, and sees the
/// class half constructed.</item>
/// <item>When the constructor throws, this access and all later ones get the same <see cref="TypeInitializationException"/>.</item>
/// </list>
/// The word becomes zero only after the constructor has returned: whoever reads zero also sees what it stored, because
/// x86 keeps stores in order.
/// <para>
/// A class is known by the address of its word (<see cref="ConstructorWord"/>). Nothing here allocates before a constructor
/// has thrown. The same file is compiled for the host (kernel/RuntimeOnHost), where the explorer runs it.
/// Checked by: StaticConstructorScenarios.
/// </para>
/// </remarks>
internal unsafe struct ClassConstruction
{
    /// <summary>A constructor that is running, on the stack of the task that runs it.</summary>
    private struct Running
    {
        internal nint Word;
        internal nint Task;
        internal Running* Next;
    }

    /// <summary>A task that waits for a constructor, on its own stack.</summary>
    private struct Waiting
    {
        internal nint Word;
        internal nint Task;
        internal Waiting* Next;
    }

    /// <summary>A constructor that threw. There is no way back, so these are kept for ever.</summary>
    private sealed class Failure(nint word, TypeInitializationException exception)
    {
        internal readonly nint Word = word;
        internal readonly TypeInitializationException Exception = exception;
        internal Failure? Next;
    }

    // Innermost of all locks: held for a few instructions, with interrupts off.
    private InterruptSafeLock _lock = new();
    private Running* _running;
    private Waiting* _waiting;
    private Failure? _failures;

    private const uint LongestWaitSpins = 1 << 28;

    private enum Step
    {
        Done,
        Wait,
        Run,
    }

    /// <summary>The metal does without: zeros are as good.</summary>
    public ClassConstruction()
    {
    }

    /// <summary>Returns when the class may be used. The caller has seen that its word is not zero; any context.</summary>
    internal void Ensure(nint word)
    {
        nint task = RuntimeHooks.CurrentTask();
        uint spins = 0;
        Running mine = new() { Word = word, Task = task };
        Waiting wait = new() { Word = word, Task = task };
        while (true)
        {
            switch (NextStep(&mine, &wait))
            {
                case Step.Done:
                    ThrowIfFailed(word);
                    return;
                case Step.Run:
                    Run(&mine);
                    return;
                default:
                    // Whatever happens while others run, no pointer to this stack may stay behind.
                    try
                    {
                        LetOthersRun(ref spins);
                    }
                    finally
                    {
                        StopWaiting(&wait);
                    }

                    break;
            }
        }
    }

    private Step NextStep(Running* mine, Waiting* wait)
    {
        nint flags = _lock.Enter();
        Step step = NextStepLocked(mine, wait);
        _lock.Exit(flags);
        return step;
    }

    private Step NextStepLocked(Running* mine, Waiting* wait)
    {
        nint word = mine->Word;
        if (ConstructorWord.Read(word) == 0 || FindFailure(word) != null)
            return Step.Done;

        Running* running = FindRunning(word);
        if (running == null)
        {
            mine->Next = _running;
            _running = mine;
            return Step.Run;
        }

        if (WaitsFor(running->Task, mine->Task))
            return Step.Done;

        wait->Next = _waiting;
        _waiting = wait;
        return Step.Wait;
    }

    /// <summary>
    /// A caller that may not give up the CPU can only hope that another CPU runs the constructor. If none does, because its
    /// task waits for this very CPU, better an end that names the rule than none.
    /// </summary>
    private static void LetOthersRun(ref uint spins)
    {
        if (RuntimeHooks.TryYield())
            return;

        RuntimeHooks.SpinPause();
        if (++spins == LongestWaitSpins)
            RuntimeHooks.Panic("A class was used in atomic mode while a task that cannot go on constructs it.", "");
    }

    private void Run(Running* mine)
    {
        nint constructor = ConstructorWord.Read(mine->Word);
        bool succeeded = false;
        Failure? failure = null;
        try
        {
            ConstructorWord.Call(constructor);
            succeeded = true;
        }
        catch (Exception exception)
        {
            // Should there be no memory for this, nothing is recorded and the next access tries again.
            failure = new Failure(
                mine->Word, new TypeInitializationException(TypeNames.OfConstructor(constructor), exception));
            throw failure.Exception;
        }
        finally
        {
            Finish(mine, succeeded, failure);
        }
    }

    private void Finish(Running* mine, bool succeeded, Failure? failure)
    {
        nint flags = _lock.Enter();
        FinishLocked(mine, succeeded, failure);
        _lock.Exit(flags);
    }

    private void FinishLocked(Running* mine, bool succeeded, Failure? failure)
    {
        fixed (Running** head = &_running)
        {
            Running** link = head;
            while (*link != mine)
                link = &(*link)->Next;

            *link = mine->Next;
        }

        if (succeeded)
            ConstructorWord.Clear(mine->Word);

        if (failure != null)
        {
            failure.Next = _failures;
            _failures = failure;
        }
    }

    private void StopWaiting(Waiting* wait)
    {
        nint flags = _lock.Enter();
        fixed (Waiting** head = &_waiting)
        {
            Waiting** link = head;
            while (*link != wait)
                link = &(*link)->Next;

            *link = wait->Next;
        }

        _lock.Exit(flags);
    }

    private void ThrowIfFailed(nint word)
    {
        if (ConstructorWord.Read(word) == 0)
            return;

        nint flags = _lock.Enter();
        Failure? failure = FindFailure(word);
        _lock.Exit(flags);
        if (failure != null)
            throw failure.Exception;
    }

    private Failure? FindFailure(nint word)
    {
        Failure? failure = _failures;
        while (failure != null && failure.Word != word)
            failure = failure.Next;

        return failure;
    }

    private Running* FindRunning(nint word)
    {
        Running* running = _running;
        while (running != null && running->Word != word)
            running = running->Next;

        return running;
    }

    /// <summary>Whether a task is another one, or waits for a constructor that the other one runs, or for one that waits for it.</summary>
    private bool WaitsFor(nint task, nint other)
    {
        while (task != other)
        {
            Waiting* waiting = _waiting;
            while (waiting != null && waiting->Task != task)
                waiting = waiting->Next;

            Running* running = waiting == null ? null : FindRunning(waiting->Word);
            if (running == null)
                return false;

            task = running->Task;
        }

        return true;
    }
}
