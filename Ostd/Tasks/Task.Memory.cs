namespace Ostd.Tasks;

/// <summary>What the memory system keeps for a task.</summary>
public sealed partial class Task
{
    /// <summary>Its kernel stack, given back when the task is reaped; null for the idle tasks, which run on the stacks their CPUs booted on.</summary>
    internal Paging.KernelStack? Stack;

    /// <summary>Its user memory; the task counts as a use of it. Only the task itself changes it.</summary>
    internal UserSpace.VmSpace? Space;
}
