using System.Runtime.CompilerServices;

namespace Ostd.Tasks;

/// <summary>Keeps the running task on its CPU until disposed. Nests; the order of disposal does not matter.</summary>
internal ref struct PreemptGuard
{
    private Task? _task;

    /// <summary>The CPU the task stays on.</summary>
    internal readonly CpuState Cpu => _task!.Cpu;

    internal static PreemptGuard Enter()
    {
        Task task = Task.Current;
        task.DisablePreemption();
        return new PreemptGuard { _task = task };
    }

    public void Dispose()
    {
        if (_task is not { } task)
            return;
        _task = null;
        Leave(task);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Leave(Task task)
    {
        if (--task.PreemptCount == 0 && task.Cpu.NeedReschedule.Load(Sync.MemoryOrder.Relaxed))
            Scheduling.PreemptIfAllowed();
    }
}
