using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Verification.Detector;

/// <summary>How much of one module of the framework was executed.</summary>
/// <param name="Module">A folder of Ostd; "Kernel" for the files beside the folders.</param>
/// <param name="Lines">Lines with code.</param>
/// <param name="LinesReached">Those of them that ran.</param>
/// <param name="Calls">Places where the module calls the machine below the seam.</param>
/// <param name="CallsReached">Those of them that ran.</param>
public sealed record ModuleCoverage(string Module, int Lines, int LinesReached, int Calls, int CallsReached);

/// <summary>What woven tests reached, by module and by line.</summary>
public sealed class CoverageReport
{
    private readonly List<(WovenSite Site, bool IsHit)> _sites;

    /// <param name="sites">All sites of the woven framework.</param>
    /// <param name="hits">Numbers of those that were reached.</param>
    /// <param name="isExcluded">Files that do not count, by their path in the repository.</param>
    public CoverageReport(IEnumerable<WovenSite> sites, HashSet<int> hits, Func<string, bool> isExcluded) =>
        _sites = sites.Where(s => !isExcluded(s.File)).Select(s => (s, hits.Contains(s.Number))).ToList();

    public IReadOnlyList<ModuleCoverage> Modules => _sites.GroupBy(s => ModuleOf(s.Site.File)).OrderBy(g => g.Key, StringComparer.Ordinal).Select(module =>
    {
        var lines = Lines(module);
        var calls = module.Where(s => s.Site.Kind == SiteKind.Seam).ToList();
        return new ModuleCoverage(module.Key, lines.Count, lines.Count(l => l.IsHit), calls.Count, calls.Count(c => c.IsHit));
    }).ToList();

    /// <summary>Lines and calls that nothing reached: <c>file:line</c> and what is there.</summary>
    public IEnumerable<string> Missed() =>
        Lines(_sites).Where(l => !l.IsHit).Select(l => (l.File, l.Line, What: l.Name))
            .Concat(_sites.Where(s => s.Site.Kind == SiteKind.Seam && !s.IsHit).Select(s => (s.Site.File, s.Site.Line, What: "calls Machine." + s.Site.Name)))
            .OrderBy(m => m.File, StringComparer.Ordinal).ThenBy(m => m.Line).Select(m => $"{m.File}:{m.Line}  {m.What}");

    /// <summary>The numbers in the files that woven processes wrote when they ended.</summary>
    public static HashSet<int> ReadHits(IEnumerable<string> files) =>
        files.SelectMany(File.ReadLines).Select(l => int.Parse(l, CultureInfo.InvariantCulture)).ToHashSet();

    public static string ModuleOf(string file) => file.Split('/') is ["Ostd", var folder, _, ..] ? folder : "Kernel";

    // A line counts once, and as reached when any part of it was.
    private static List<(string File, int Line, string Name, bool IsHit)> Lines(IEnumerable<(WovenSite Site, bool IsHit)> sites) =>
        sites.Where(s => s.Site.Kind == SiteKind.Line).GroupBy(s => (s.Site.File, s.Site.Line))
            .Select(l => (l.Key.File, l.Key.Line, l.First().Site.Name, l.Any(s => s.IsHit))).ToList();
}
