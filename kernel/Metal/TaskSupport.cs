using Ostd.Tasks;

namespace Metal;

/// <summary>What the runtime asks of tasks, which it does not know.</summary>
internal static class TaskSupport
{
    /// <summary>Gives up the CPU where that is allowed: not before there are tasks, not in atomic mode.</summary>
    internal static bool TryYield()
    {
        if (Instructions.CpuLocal() == null)
            return false;

        Task task = Task.Current;
        if (!task.Cpu.MayPreempt || !MetalMachine.Only.InterruptsEnabled)
            return false;

        Task.Yield();
        return true;
    }
}
