namespace Metal;

/// <summary>Bring-up only (-p:Bare=true): the machine without the framework above it.</summary>
internal static unsafe class MetalMachine
{
    internal static void Create(StartInfo* info, ulong startTsc)
    {
    }

    internal static bool TryResolveUserFault(ulong address, ulong errorCode) => false;

    internal static void HandleInterrupt(int vector) => Panic.Stop("An interrupt that nobody expects.", "");

    [System.Runtime.RuntimeExport("asterism_task_start")]
    private static void StartTask() => Panic.Stop("Tasks are not there.", "");
}

internal static class LayoutChecks
{
    internal static void Run()
    {
    }
}

internal static class TaskSupport
{
    internal static bool TryYield() => false;
}

internal static unsafe partial class BootMemory
{
    /// <summary>Nothing is collected here: all there is.</summary>
    private const ulong BootHeapSize = 4UL << 30;
}
