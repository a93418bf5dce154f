using System.Globalization;

namespace Verification.Detector;

/// <summary>What a site of a woven assembly is.</summary>
public enum SiteKind
{
    /// <summary>A line of source with code.</summary>
    Line,

    /// <summary>A call of a member of the machine below the seam: where the framework does what could be undefined.</summary>
    Seam,

    /// <summary>An access to a field, an element or a collection.</summary>
    Access,
}

/// <summary>A numbered place in woven code.</summary>
public sealed record WovenSite(int Number, SiteKind Kind, string File, int Line, string Name)
{
    public override string ToString() => string.Join('\t', Number.ToString(CultureInfo.InvariantCulture), Kind, File, Line.ToString(CultureInfo.InvariantCulture), Name);
}
