using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Verification.Mutants;

/// <summary>The framework's sources, parsed once as Ostd/Ostd.csproj compiles them, and compiled as often as there are mutants.</summary>
internal sealed class OstdSources
{
#if DEBUG
    private static readonly string[] s_symbols = ["DEBUG", "TRACE", "NET", "NET10_0", "NET10_0_OR_GREATER"];
    private const OptimizationLevel Optimization = OptimizationLevel.Debug;
#else
    private static readonly string[] s_symbols = ["RELEASE", "TRACE", "NET", "NET10_0", "NET10_0_OR_GREATER"];
    private const OptimizationLevel Optimization = OptimizationLevel.Release;
#endif

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Latest, preprocessorSymbols: s_symbols);

    private readonly Dictionary<string, SyntaxTree> _trees = [];
    private readonly CSharpCompilation _compilation;

    private OstdSources(string top)
    {
        Top = top;
        foreach (string path in Directory.EnumerateFiles(Path.Combine(top, "Ostd"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(top, path).Replace('\\', '/');
            if (!name.StartsWith("Ostd/bin/", StringComparison.Ordinal) && !name.StartsWith("Ostd/obj/", StringComparison.Ordinal))
                _trees.Add(name, CSharpSyntaxTree.ParseText(File.ReadAllText(path), s_options, "/asterism/" + name, System.Text.Encoding.UTF8));
        }

        // What refers to the framework asks for the version that it was compiled against.
        Version version = typeof(Ostd.Kernel).Assembly.GetName().Version!;
        SyntaxTree assembly = CSharpSyntaxTree.ParseText($"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]", s_options);
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetDirectoryName(file) == runtime)
            .Select(file => MetadataReference.CreateFromFile(file));
        _compilation = CSharpCompilation.Create(
            "Ostd", [.. _trees.Values, assembly], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: Optimization, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The root of the clone that this was built in.</summary>
    public string Top { get; }

    /// <exception cref="InvalidOperationException">There is no clone around this program.</exception>
    public static OstdSources Read()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "Kernel.sln")))
                return new OstdSources(d.FullName);
        }
        throw new InvalidOperationException($"No Kernel.sln above {AppContext.BaseDirectory}: mutants are made from the sources, so this runs only from inside a clone.");
    }

    /// <summary>Compiles the framework as it is, or with a bug in it.</summary>
    /// <exception cref="MutantException">The mutant does not apply, or does not compile.</exception>
    public byte[] Compile(Mutant? mutant)
    {
        CSharpCompilation compilation = mutant is null ? _compilation : Apply(mutant);
        using var assembly = new MemoryStream();
        EmitResult result = compilation.Emit(assembly, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        if (result.Success)
            return assembly.ToArray();
        Diagnostic error = result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error);
        throw new MutantException($"{(mutant is null ? "Ostd without a mutant" : $"Mutant {mutant.Name}")} does not compile: {error}");
    }

    /// <summary>Says whether a mutant still fits the sources; does not compile it.</summary>
    /// <exception cref="MutantException">It does not.</exception>
    public string TextOf(Mutant mutant)
    {
        if (!_trees.TryGetValue(mutant.File, out SyntaxTree? tree))
            throw new MutantException($"Mutant {mutant.Name}: there is no file {mutant.File}.");
        string text = tree.ToString();
        int first = text.IndexOf(mutant.Find, StringComparison.Ordinal);
        if (mutant.Find.Length == 0 || first < 0)
            throw new MutantException($"Mutant {mutant.Name} no longer applies: {mutant.File} does not contain \"{mutant.Find}\". Change its Find to what the source says now.");
        if (text.IndexOf(mutant.Find, first + 1, StringComparison.Ordinal) >= 0)
            throw new MutantException($"Mutant {mutant.Name} is ambiguous: {mutant.File} contains \"{mutant.Find}\" more than once. Make its Find longer.");
        return text.Remove(first, mutant.Find.Length).Insert(first, mutant.Replace);
    }

    private CSharpCompilation Apply(Mutant mutant)
    {
        string changed = TextOf(mutant);
        SyntaxTree tree = _trees[mutant.File];
        return _compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(changed, s_options, tree.FilePath, System.Text.Encoding.UTF8));
    }
}

/// <summary>A mutant that cannot be tried: an error in the list of mutants, never a kill.</summary>
internal sealed class MutantException(string message) : Exception(message);
