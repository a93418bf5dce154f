using System;
using System.Threading;

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
/// </remarks>
internal static unsafe class ClassConstruction
{
    /// <summary>A constructor that is running, on the stack of the task that runs it.</summary>
    private struct Running
    {
        internal nint* Context;
        internal nint Task;
        internal Running* Next;
    }

    /// <summary>A task that waits for a constructor, on its own stack.</summary>
    private struct Waiting
    {
        internal nint* Context;
        internal nint Task;
        internal Waiting* Next;
    }

    /// <summary>A constructor that threw. There is no way back, so these are kept for ever.</summary>
    private sealed class Failure(nint* context, TypeInitializationException exception)
    {
        internal readonly nint* Context = context;
        internal readonly TypeInitializationException Exception = exception;
        internal Failure? Next;
    }

    // Innermost of all locks: held for a few instructions, with interrupts off.
    private static InterruptSafeLock s_lock;
    private static Running* s_running;
    private static Waiting* s_waiting;
    private static Failure? s_failures;

    private const uint LongestWaitSpins = 1 << 28;

    private enum Step
    {
        Done,
        Wait,
        Run,
    }

    internal static void Ensure(nint* context)
    {
        nint task = RuntimeHooks.CurrentTask();
        uint spins = 0;
        Running mine = new() { Context = context, Task = task };
        Waiting wait = new() { Context = context, Task = task };
        while (true)
        {
            switch (NextStep(&mine, &wait))
            {
                case Step.Done:
                    ThrowIfFailed(context);
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

    private static Step NextStep(Running* mine, Waiting* wait)
    {
        nint flags = s_lock.Enter();
        Step step = NextStepLocked(mine, wait);
        s_lock.Exit(flags);
        return step;
    }

    private static Step NextStepLocked(Running* mine, Waiting* wait)
    {
        nint* context = mine->Context;
        if (Volatile.Read(ref *context) == 0 || FindFailure(context) != null)
            return Step.Done;

        Running* running = FindRunning(context);
        if (running == null)
        {
            mine->Next = s_running;
            s_running = mine;
            return Step.Run;
        }

        if (WaitsFor(running->Task, mine->Task))
            return Step.Done;

        wait->Next = s_waiting;
        s_waiting = wait;
        return Step.Wait;
    }

    /// <summary>
    /// A caller that may not give up the CPU can only hope that another CPU runs the constructor. If none does, because its
    /// task waits for this very CPU, better an end that names the rule than none.
    /// </summary>
    private static void LetOthersRun(ref uint spins)
    {
        if (RuntimeHooks.TryYield != null && RuntimeHooks.TryYield())
            return;

        RuntimeHooks.SpinPause();
        if (++spins == LongestWaitSpins)
            RuntimeHooks.Panic("A class was used in atomic mode while a task that cannot go on constructs it.", "");
    }

    private static void Run(Running* mine)
    {
        bool succeeded = false;
        Failure? failure = null;
        try
        {
            ((delegate*<void>)*mine->Context)();
            succeeded = true;
        }
        catch (Exception exception)
        {
            // Should there be no memory for this, nothing is recorded and the next access tries again.
            failure = new Failure(
                mine->Context, new TypeInitializationException(TypeNames.OfConstructor(*mine->Context), exception));
            throw failure.Exception;
        }
        finally
        {
            Finish(mine, succeeded, failure);
        }
    }

    private static void Finish(Running* mine, bool succeeded, Failure? failure)
    {
        nint flags = s_lock.Enter();
        fixed (Running** head = &s_running)
        {
            Running** link = head;
            while (*link != mine)
                link = &(*link)->Next;

            *link = mine->Next;
        }

        if (succeeded)
            Volatile.Write(ref *mine->Context, 0);

        if (failure != null)
        {
            failure.Next = s_failures;
            s_failures = failure;
        }

        s_lock.Exit(flags);
    }

    private static void StopWaiting(Waiting* wait)
    {
        nint flags = s_lock.Enter();
        fixed (Waiting** head = &s_waiting)
        {
            Waiting** link = head;
            while (*link != wait)
                link = &(*link)->Next;

            *link = wait->Next;
        }

        s_lock.Exit(flags);
    }

    private static void ThrowIfFailed(nint* context)
    {
        if (Volatile.Read(ref *context) == 0)
            return;

        nint flags = s_lock.Enter();
        Failure? failure = FindFailure(context);
        s_lock.Exit(flags);
        if (failure != null)
            throw failure.Exception;
    }

    private static Failure? FindFailure(nint* context)
    {
        Failure? failure = s_failures;
        while (failure != null && failure.Context != context)
            failure = failure.Next;

        return failure;
    }

    private static Running* FindRunning(nint* context)
    {
        Running* running = s_running;
        while (running != null && running->Context != context)
            running = running->Next;

        return running;
    }

    /// <summary>Whether a task is another one, or waits for a constructor that the other one runs, or for one that waits for it.</summary>
    private static bool WaitsFor(nint task, nint other)
    {
        while (task != other)
        {
            Waiting* waiting = s_waiting;
            while (waiting != null && waiting->Task != task)
                waiting = waiting->Next;

            Running* running = waiting == null ? null : FindRunning(waiting->Context);
            if (running == null)
                return false;

            task = running->Task;
        }

        return true;
    }
}
