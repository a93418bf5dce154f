namespace Verification.Exploration;

/// <summary>One line of a replayed execution.</summary>
/// <param name="Strand">Whose column it belongs to.</param>
/// <param name="Text">What happened, with the values read and written.</param>
/// <param name="Where">File and line, or empty.</param>
public sealed record LogLine(int Strand, string Text, string Where);
