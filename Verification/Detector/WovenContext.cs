using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;

namespace Verification.Detector;

/// <summary>
/// Loads the product's assemblies a second time, beside those of the process, with the framework and the services woven. What is called in there reports its accesses to
/// the machines of this context, and nothing else does.
/// </summary>
public sealed class WovenContext : AssemblyLoadContext
{
    private static readonly string[] s_woven = ["Ostd", "Services"];

    private const int SitesPerAssembly = 1 << 17;

    private readonly string _directory;
    private readonly HashSet<string> _again;

    /// <param name="directory">Where the assemblies and their .pdb files lie.</param>
    /// <param name="tests">The assembly that is called into; it is loaded again too.</param>
    public WovenContext(string directory, string tests)
        : base($"woven {tests}")
    {
        _directory = directory;
        _again = ["Ostd", "Ostd.Model", "Services", "Invariants", "Verification", "Drivers", tests];
    }

    /// <summary>The numbers of an assembly's sites begin here, far enough from the others'.</summary>
    public static int FirstSiteOf(string assembly) => 1 + Array.IndexOf(s_woven, assembly) * SitesPerAssembly;

    protected override Assembly? Load(AssemblyName name)
    {
        string path = Path.Combine(_directory, name.Name + ".dll");
        if (!_again.Contains(name.Name!) || !File.Exists(path))
            return null;
        if (!s_woven.Contains(name.Name))
            return LoadFromAssemblyPath(path);
        using var folder = new ScratchFolder();
        string output = Path.Combine(folder.Path, name.Name + ".dll");
        Weaver.Weave(path, output, FirstSiteOf(name.Name!));
        using var assembly = new MemoryStream(File.ReadAllBytes(output));
        using var symbols = new MemoryStream(File.ReadAllBytes(Path.ChangeExtension(output, ".pdb")));
        return LoadFromStream(assembly, symbols);
    }
}
