namespace Ostd.Model.Shadow;

/// <summary>The detector saw something undefined: what, by whom, and what the other side is.</summary>
internal sealed class UndefinedBehaviourException(UndefinedBehaviour kind, string what) : ModelViolationException($"Undefined behaviour ({kind}): {what}")
{
    public UndefinedBehaviour Kind { get; } = kind;
}
