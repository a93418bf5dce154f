namespace Ostd.Tasks;

/// <summary>
/// Who may decide about a task. It moves only by compare-and-swap or exchange, so that exactly one party wins each move; the scheduler policy's
/// opinion does not matter.
/// </summary>
/// <remarks>
/// <code>
///                    Unblock                       claimed by a pick
///   Blocked ────────────────────────▶ Ready ──────────────────────────▶ Running ───▶ Exited
///      ▲                                ▲        preempted, yields         │ │
///      │                                └──────────────────────────────────┘ │
///      └─────────────────────────── goes to sleep ────────────────────────────┘
/// </code>
/// Ready says that the policy has been handed the task and may answer with it, once.
/// </remarks>
internal static class TaskState
{
    internal const int Blocked = 0;
    internal const int Ready = 1;
    internal const int Running = 2;
    internal const int Exited = 3;
}
