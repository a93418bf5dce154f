namespace Verification.SafetyGate;

/// <summary>One place in an assembly that safe code could not contain.</summary>
/// <param name="Where">The member, and the offset of the instruction when there is one.</param>
/// <param name="Rule">What safe code does instead, or may not do.</param>
public readonly record struct Offence(string Where, string Rule)
{
    public override string ToString() => $"{Where}: {Rule}";
}
