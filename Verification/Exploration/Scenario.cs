using System;

namespace Verification.Exploration;

/// <summary>What a scenario builds afresh for every execution: shared words, strands, and claims.</summary>
public sealed class Scenario
{
    private readonly Execution _execution;
    private int _locations, _strands;

    internal Scenario(Execution execution) => _execution = execution;

    internal Action? AtEndAction { get; private set; }

    /// <summary>What this execution came to, for tables of outcomes; set by the claim at the end.</summary>
    public string Outcome { get; set; } = "";

    public SharedWord Word(long value = 0, string? name = null) => new(_execution, ++_locations, name ?? $"w{_locations}", value);

    /// <summary>Adds a sequential thread (a CPU).</summary>
    public void Strand(Action body, string? name = null) => _execution.AddStrand(name ?? $"strand {_strands++}", body);

    /// <summary>Runs after every complete execution; throw to fail it.</summary>
    public void AtEnd(Action claim) => AtEndAction += claim;

    /// <summary>A full fence: waits until the CPU's store buffer is empty.</summary>
    public void Fence() => Drain(_execution);

    /// <summary>Fails the execution when the claim does not hold.</summary>
    public void Assert(bool claim, string rule)
    {
        if (!claim)
            throw new ClaimViolatedException(rule);
    }

    /// <summary>The running strand spins until <paramref name="condition"/>, over the final values of words it has loaded, holds.</summary>
    public void Spin(Func<bool> condition) => _execution.Spin(condition);

    // Always a step, also with an empty buffer: whether it is one may not depend on when the buffer was flushed.
    internal static void Drain(Execution execution)
    {
        if (execution.Model == MemoryModel.Sc)
            return;
        var strand = execution.Current;
        execution.Visible(new Operation(OperationKind.Local, 0, () => strand.Buffer.Count == 0), Execution.AfterOwnFlushes);
    }
}

/// <summary>A claim of a scenario did not hold.</summary>
public sealed class ClaimViolatedException(string rule) : Exception(rule);
