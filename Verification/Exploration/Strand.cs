using System;
using System.Collections.Generic;
using System.Threading;

namespace Verification.Exploration;

/// <summary>A sequential thread of a scenario, with the store buffer of the CPU it stands for.</summary>
internal sealed class Strand(int index, string name, Action body)
{
    public string Name { get; } = name;
    public int Index { get; } = index;
    public Action Body { get; } = body;
    public SemaphoreSlim Baton { get; } = new(0);

    public bool Started;
    public bool Finished;
    public bool HasPending;
    public Operation Pending;
    public int PendingCause = -1;

    /// <summary>Not null once it only spins: what it waits for.</summary>
    public Func<bool>? SpinsUntil;

    /// <summary>The word that it loaded last, and where in the source it did.</summary>
    public SharedWord? Looks;
    public SourcePlace LooksAt;

    /// <summary>Position of its latest step, and of the latest flush of its buffer.</summary>
    public int LastEvent = -1, LastFlush = -1;

    /// <summary>Stores that it has made and others do not see yet, oldest first.</summary>
    public Queue<BufferedStore> Buffer { get; } = new();
}

/// <param name="Location">What it writes.</param>
/// <param name="Name">What people call that.</param>
/// <param name="Value">What a load by the same CPU sees.</param>
/// <param name="Cause">The strand's latest step when it stored.</param>
/// <param name="Apply">Makes it visible to all.</param>
internal readonly record struct BufferedStore(int Location, string Name, long Value, int Cause, Action Apply);
