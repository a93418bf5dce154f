using System;
using System.Runtime.CompilerServices;
using Ostd.Seam;

namespace Ostd.Tasks;

/// <summary>A kernel thread of execution with its own stack.</summary>
public sealed partial class Task
{
    /// <summary>The running task. Task context or interrupt (then: the interrupted one).</summary>
    public static Task Current
    {
        // SAFETY (of the unchecked cast): only SwitchTo and the boot sequence bind an object to a CPU, and they bind tasks.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.As<Task>(Root.Machine.CpuLocal!);
    }

    /// <summary>Makes a task and hands it to the scheduler. An exception out of <paramref name="body"/> goes to <c>Kernel.TaskFaultHandler</c>, then the task exits.</summary>
    /// <remarks>Task context. What <see cref="IScheduler.Prepare"/> throws comes out; then there is no task.</remarks>
    /// <exception cref="OutOfMemoryException">No memory for its stack.</exception>
    public static Task Spawn(Action body, object? data = null, string name = "")
    {
        ArgumentNullException.ThrowIfNull(body);
        Kernel kernel = Kernel.Current;
        kernel.Reaper.Reap();
        var task = new Task(kernel, body, data, name);
        try
        {
            kernel.Scheduler.Prepare(task);
        }
        catch
        {
            task.Discard();
            throw;
        }
        kernel.Tasks.Add(task);
        Scheduling.Unblock(task, EnqueueReason.Spawn);
        return task;
    }

    /// <summary>Gives the CPU to another runnable task, if any.</summary>
    public static void Yield()
    {
        AtomicMode.MightSleep("Task.Yield");
        Scheduling.Yield();
    }

    /// <summary>Ends the running task. <c>finally</c> blocks of its callers do not run: return from the body instead where possible.</summary>
    public static void Exit()
    {
        AtomicMode.MightSleep("Task.Exit");
        Scheduling.ExitCurrent();
    }

    /// <summary>The client's object for this task, fixed at creation.</summary>
    public object? Data { get; }

    public string Name { get; }

    public bool HasExited => State.Load(Sync.MemoryOrder.Acquire) == TaskState.Exited;

    /// <summary>The scheduler policy's own object for this task.</summary>
    public object? SchedulerData { get; set; }

    public override string ToString() => Name.Length == 0 ? $"task {Number}" : $"task {Number} ({Name})";
}
