using System;

namespace Ostd.Timers;

/// <summary>A one-shot timer. The callback runs in interrupt context: it must not allocate or sleep (wake a task).</summary>
public sealed class Timer
{
    public Timer(Action callback) => throw null!;

    /// <summary>(Re)arms it for a monotonic deadline. Any context.</summary>
    public void Arm(ulong deadlineNs) => throw null!;

    /// <summary>Disarms it; true when it was armed and now will not fire.</summary>
    public bool Cancel() => throw null!;
    public bool IsArmed => throw null!;
}
