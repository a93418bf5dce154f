using System;

namespace Verification.Exploration;

/// <summary>What a strand is about to do, as far as others can notice.</summary>
public enum OperationKind : byte
{
    /// <summary>Noticed by nobody: a store entering its own store buffer, a fence with an empty one.</summary>
    Local,
    Read,
    Write,

    /// <summary>Atomic read-modify-write; a failing compare-exchange counts as one too.</summary>
    ReadModifyWrite,
}

/// <summary>
/// One visible step. Two operations depend on each other when they name the same location and one of them writes;
/// everything else commutes.
/// </summary>
/// <param name="Kind">Read or write.</param>
/// <param name="Location">A number that names the same thing in every execution; 0 for <see cref="OperationKind.Local"/>.</param>
/// <param name="Ready">Whether the step can be taken now (a fence waits for its CPU's store buffer); null: always.</param>
public readonly record struct Operation(OperationKind Kind, int Location, Func<bool>? Ready = null)
{
    public bool Writes => Kind is OperationKind.Write or OperationKind.ReadModifyWrite;

    public bool DependsOn(in Operation other) =>
        Location == other.Location && Location != 0 && (Writes || other.Writes);

    public override string ToString() => Kind == OperationKind.Local ? "local" : $"{Kind} v{Location}";
}
