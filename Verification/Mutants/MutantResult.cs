namespace Verification.Mutants;

/// <summary>What became of a mutant.</summary>
internal enum MutantFate
{
    /// <summary>A checker that holds without the mutant reported a violation with it.</summary>
    Killed,

    /// <summary>Every checker of its invariant and topic was content.</summary>
    Survived,

    /// <summary>The time was up, or the process ended, before a checker came to a verdict.</summary>
    NoVerdict,

    /// <summary>It does not apply or does not compile.</summary>
    Error,
}

/// <param name="Mutant">Its name.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Killer">The checker that found it.</param>
/// <param name="Operations">Operations that the killer had made by then.</param>
/// <param name="Executions">Machines that the killer had started by then.</param>
/// <param name="Seconds">From the start of the process to the verdict.</param>
/// <param name="Why">The rule that the killer reported, or what went wrong.</param>
internal sealed record MutantResult(string Mutant, MutantFate Fate, string? Killer, long Operations, long Executions, double Seconds, string Why);
