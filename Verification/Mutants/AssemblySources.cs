using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Verification.Mutants;

/// <summary>The sources of one host assembly, parsed once as its project compiles them, and compiled as often as there are mutants.</summary>
internal sealed class AssemblySources
{
#if DEBUG
    private static readonly string[] s_symbols = ["DEBUG", "TRACE", "NET", "NET10_0", "NET10_0_OR_GREATER"];
    private const OptimizationLevel Optimization = OptimizationLevel.Debug;
#else
    private static readonly string[] s_symbols = ["RELEASE", "TRACE", "NET", "NET10_0", "NET10_0_OR_GREATER"];
    private const OptimizationLevel Optimization = OptimizationLevel.Release;
#endif

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Latest, preprocessorSymbols: s_symbols);

    private readonly string _name;
    private readonly Dictionary<string, SyntaxTree> _trees = [];
    private readonly CSharpCompilation _compilation;

    /// <param name="top">The root of the clone.</param>
    /// <param name="name">Of the assembly.</param>
    /// <param name="sources">Files, and folders with all that is below them.</param>
    /// <param name="version">What refers to the assembly asks for the version that it was compiled against.</param>
    /// <param name="allowUnsafe">As the project says.</param>
    /// <param name="references">Besides the .NET libraries.</param>
    public AssemblySources(string top, string name, IEnumerable<string> sources, Version version, bool allowUnsafe, IEnumerable<MetadataReference> references)
    {
        _name = name;
        foreach (string file in sources.SelectMany(source => FilesOf(top, source)))
            _trees.Add(file, Parse(File.ReadAllText(Path.Combine(top, file)), "/asterism/" + file));
        SyntaxTree assembly = Parse($"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]", "/asterism/AssemblyVersion.cs");
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: Optimization, allowUnsafe: allowUnsafe, nullableContextOptions: NullableContextOptions.Enable);
        _compilation = CSharpCompilation.Create(name, [.. _trees.Values, assembly], [.. Libraries(), .. references], options);
    }

    /// <exception cref="MutantException">The mutant does not apply, or does not compile.</exception>
    public CompiledAssembly Compile(Mutant? mutant)
    {
        CSharpCompilation compilation = _compilation;
        if (mutant is not null)
        {
            SyntaxTree tree = TreeOf(mutant);
            compilation = compilation.ReplaceSyntaxTree(tree, Parse(TextOf(mutant), tree.FilePath));
        }
        using var image = new MemoryStream();
        EmitResult result = compilation.Emit(image, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        if (result.Success)
            return new CompiledAssembly(_name, image.ToArray());
        Diagnostic error = result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error);
        throw new MutantException($"{(mutant is null ? $"{_name} without a mutant" : $"Mutant {mutant.Name}")} does not compile: {error}");
    }

    /// <summary>The source file as the mutant makes it.</summary>
    /// <exception cref="MutantException">It does not apply.</exception>
    public string TextOf(Mutant mutant)
    {
        string text = TreeOf(mutant).ToString();
        int first = text.IndexOf(mutant.Find, StringComparison.Ordinal);
        if (mutant.Find.Length == 0 || first < 0)
            throw new MutantException($"Mutant {mutant.Name} no longer applies: {mutant.File} does not contain \"{mutant.Find}\". Change its Find to what the source says now.");
        if (text.IndexOf(mutant.Find, first + 1, StringComparison.Ordinal) >= 0)
            throw new MutantException($"Mutant {mutant.Name} is ambiguous: {mutant.File} contains \"{mutant.Find}\" more than once. Make its Find longer.");
        return text.Remove(first, mutant.Find.Length).Insert(first, mutant.Replace);
    }

    private SyntaxTree TreeOf(Mutant mutant) =>
        _trees.TryGetValue(mutant.File, out SyntaxTree? tree) ? tree : throw new MutantException($"Mutant {mutant.Name}: there is no file {mutant.File}.");

    private static IEnumerable<string> FilesOf(string top, string source)
    {
        string path = Path.Combine(top, source);
        if (File.Exists(path))
            return [source];
        return Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(top, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith($"{source}/bin/", StringComparison.Ordinal) && !file.StartsWith($"{source}/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, s_options, path, Encoding.UTF8);

    private static IEnumerable<MetadataReference> Libraries()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetDirectoryName(file) == runtime)
            .Select(file => MetadataReference.CreateFromFile(file));
    }
}
