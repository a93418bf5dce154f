using System;

namespace Ostd.Tasks;

/// <summary>A kernel thread of execution with its own stack.</summary>
public sealed class Task
{
    private Task() { }

    /// <summary>The running task. Task context or interrupt (then: the interrupted one).</summary>
    public static Task Current => throw null!;

    /// <summary>Makes a task and hands it to the scheduler. An exception out of <paramref name="body"/> goes to <c>Kernel.TaskFaultHandler</c>, then the task exits.</summary>
    /// <exception cref="OutOfMemoryException">No memory for its stack.</exception>
    public static Task Spawn(Action body, object? data = null, string name = "") => throw null!;

    /// <summary>Gives the CPU to another runnable task, if any.</summary>
    public static void Yield() => throw null!;

    /// <summary>Ends the running task. <c>finally</c> blocks of its callers do not run: return from the body instead where possible.</summary>
    public static void Exit() => throw null!;

    /// <summary>The client's object for this task, fixed at creation.</summary>
    public object? Data => throw null!;
    public string Name => throw null!;
    public bool HasExited => throw null!;

    /// <summary>The scheduler policy's own object for this task.</summary>
    public object? SchedulerData { get; set; }

    /// <summary>Nanoseconds of CPU time used, user and kernel.</summary>
    public ulong UserTimeNs => throw null!;
    public ulong KernelTimeNs => throw null!;
}
