namespace Metal;

/// <summary>Without the framework there are no tasks that could run instead.</summary>
internal static class TaskSupport
{
    internal static bool TryYield() => false;
}
