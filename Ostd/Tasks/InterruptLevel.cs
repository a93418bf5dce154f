namespace Ostd.Tasks;

/// <summary>What the executing CPU is doing.</summary>
public enum InterruptLevel
{
    /// <summary>It runs a task (perhaps with interrupts disabled).</summary>
    Task,

    /// <summary>It handles an interrupt.</summary>
    Interrupt,

    /// <summary>It handles an interrupt that interrupted the handling of another one. Handlers run with interrupts disabled from beginning to end, so this is never seen now.</summary>
    Nested,
}
