using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.Loader;
using Ostd.Seam;

namespace Ostd.Model.Shadow;

/// <summary>
/// What woven assemblies call (Verification/Detector/Weaver rewrites compiled code so): at every line, and before every access to a plain field or array element. An
/// assembly that was not woven never comes here.
/// </summary>
/// <remarks>
/// Every call names its site by a number; the woven assembly carries a resource that says what the numbers mean, one line each:
/// <c>number, kind, file, line, name</c>, separated by tabs.
/// </remarks>
public static class Woven
{
    public const string SitesResource = "woven-sites";

    /// <summary>Names the file that the hits are written to when the process ends.</summary>
    public const string HitsVariable = "ASTERISM_HITS";

    /// <summary>Sites of all woven assemblies together.</summary>
    public const int MaxSites = 1 << 18;

    /// <summary>Whether each site was reached, in any machine of the process.</summary>
    public static readonly bool[] Hits = new bool[MaxSites];

    static Woven()
    {
        if (Environment.GetEnvironmentVariable(HitsVariable) is { Length: > 0 } path)
            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllLines($"{path}.{Environment.ProcessId}", HitNumbers());
    }

    public static void Read(object? target, int field, int site)
    {
        if (target is not null)
            Races?.Read(target, field, site);
    }

    /// <summary>A write whose value is not known before it happens: through a reference, or by a call.</summary>
    public static void Write(object? target, int field, int site) => Store(target, field, site, FieldRaces.Unknown);

    /// <summary>A store of <paramref name="value"/>.</summary>
    public static void Store<T>(object? target, int field, int site, T value)
    {
        if (target is not null)
            Races?.Write(target, field, site, value);
    }

    public static void ReadElement(Array? target, int index, int site) => Read(target, index, site);

    public static void WriteElement(Array? target, int index, int site) => Write(target, index, site);

    public static void StoreElement<T>(Array? target, int index, int site, T value) => Store(target, index, site, value);

    internal static string NameOf(int site) => RowOf(site) is { } row ? row[4] : "a field of no woven assembly";

    internal static string PlaceOf(int site) => RowOf(site) is { } row ? $"{row[2]}:{row[3]}" : "a place in no woven assembly";

    private static FieldRaces? Races => Root.MachineIfBound is ModelMachine { IsSilent: false } machine ? machine.Shadow?.Races : null;

    private static IEnumerable<string> HitNumbers()
    {
        for (int site = 0; site < Hits.Length; site++)
        {
            if (Hits[site])
                yield return site.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    // For the one report that ends a run.
    private static string[]? RowOf(int site)
    {
        string start = site.ToString(System.Globalization.CultureInfo.InvariantCulture) + "\t";
        foreach (var assembly in AssemblyLoadContext.GetLoadContext(typeof(Woven).Assembly)!.Assemblies)
        {
            if (assembly.IsDynamic || assembly.GetManifestResourceStream(SitesResource) is not { } stream)
                continue;
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith(start, StringComparison.Ordinal))
                    return line.Split('\t');
            }
        }
        return null;
    }
}
