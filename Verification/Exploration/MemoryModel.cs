namespace Verification.Exploration;

public enum MemoryModel
{
    /// <summary>Sequential consistency: every store is seen by all at once.</summary>
    Sc,

    /// <summary>x86: each CPU has a first-in-first-out store buffer that it alone reads through; locked operations and fences empty it.</summary>
    Tso,
}
