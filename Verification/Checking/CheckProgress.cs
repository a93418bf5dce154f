namespace Verification.Checking;

/// <summary>How far a checker is, for whoever watches it run.</summary>
/// <param name="Operations">API calls made, or steps explored.</param>
/// <param name="Executions">Runs from a fresh machine.</param>
/// <param name="Search">What a scenario's search under way is called, in a few words; else empty. The two below are about this search alone.</param>
/// <param name="Depth">Steps of its latest execution.</param>
/// <param name="Explored">Estimated share of its executions that were run, from 0 to 1; null: it cannot be estimated.</param>
public sealed record CheckProgress(long Operations, long Executions, string Search = "", int Depth = 0, double? Explored = null);
