using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Verification.Mutants;

/// <summary>The sources that mutants change: the framework's, the services' for the scenarios above it, and of the kernel's runtime what the host compiles, too.</summary>
internal sealed class ProductSources
{
    /// <summary>What kernel/RuntimeOnHost compiles.</summary>
    private static readonly string[] s_runtime = ["kernel/RuntimeOnHost", "kernel/Runtime/Statics/ClassConstruction.cs"];

    private readonly string _top;
    private readonly Dictionary<string, Lazy<AssemblySources>> _assemblies;

    private ProductSources(string top)
    {
        _top = top;
        // One reads its files only when a mutant of it is tried.
        MetadataReference framework = MetadataReference.CreateFromFile(typeof(Ostd.Kernel).Assembly.Location);
        _assemblies = new Dictionary<string, Lazy<AssemblySources>>
        {
            ["Ostd"] = new(() => new AssemblySources(_top, "Ostd", ["Ostd"], VersionOf<Ostd.Kernel>(), allowUnsafe: true, [])),
            ["Services"] = new(() => new AssemblySources(_top, "Services", ["Services"], VersionOf<Services.LinuxKernel>(), allowUnsafe: false, [framework])),
            ["RuntimeOnHost"] = new(() => new AssemblySources(_top, "RuntimeOnHost", s_runtime, VersionOf<Internal.Runtime.ModelClasses>(), allowUnsafe: true, [framework])),
        };
    }

    /// <exception cref="InvalidOperationException">There is no clone around this program.</exception>
    public static ProductSources Read() => new(FindTop());

    /// <summary>The clone that this program was built from.</summary>
    /// <exception cref="InvalidOperationException">There is none around it.</exception>
    public static string FindTop()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "Kernel.sln")))
                return d.FullName;
        }
        throw new InvalidOperationException($"No Kernel.sln above {AppContext.BaseDirectory}: the sources are needed, so this runs only from inside a clone.");
    }

    /// <summary>Compiles the assembly that a mutant changes.</summary>
    /// <exception cref="MutantException">The mutant does not apply, or does not compile.</exception>
    public CompiledAssembly Compile(Mutant mutant) => SourcesFor(mutant).Compile(mutant);

    /// <summary>Compiles an assembly as it is: what a mutant is compared with.</summary>
    public CompiledAssembly CompileUnchanged(string assembly) => _assemblies[assembly].Value.Compile(null);

    /// <summary>The source file as the mutant makes it; does not compile it.</summary>
    /// <exception cref="MutantException">It does not apply.</exception>
    public string TextOf(Mutant mutant) => SourcesFor(mutant).TextOf(mutant);

    private AssemblySources SourcesFor(Mutant mutant)
    {
        string folder = mutant.File.Split('/')[0];
        string assembly = folder == "kernel" ? "RuntimeOnHost" : folder;
        return _assemblies.TryGetValue(assembly, out Lazy<AssemblySources>? sources)
            ? sources.Value
            : throw new MutantException($"Mutant {mutant.Name}: {mutant.File} is in none of the assemblies {string.Join(", ", _assemblies.Keys.Order(StringComparer.Ordinal))}.");
    }

    private static Version VersionOf<T>() => typeof(T).Assembly.GetName().Version!;
}

/// <param name="Name">Without ".dll".</param>
/// <param name="Image">The file's bytes.</param>
internal sealed record CompiledAssembly(string Name, byte[] Image);

/// <summary>A mutant that cannot be tried: an error in the list of mutants, never a kill.</summary>
internal sealed class MutantException(string message) : Exception(message);
