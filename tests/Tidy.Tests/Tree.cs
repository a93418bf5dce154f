using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tidy.Tests;

/// <summary>One C# file of the repository, parsed.</summary>
public sealed record SourceFile(string Path, string Text, SyntaxNode Root)
{
    public string Top => Path.Split('/')[0];

    /// <summary>"path:line", as compilers print it.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
    public string At(SyntaxTrivia trivia) => $"{Path}:{trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}


/// <summary>The repository as it lies on disk, without what builds leave behind.</summary>
public static class Tree
{
    private static readonly string[] s_ignored = ["bin", "obj", "artifacts", ".git", "TestResults"];

    public static string Top { get; } = FindTop();

    public static IReadOnlyList<SourceFile> Sources { get; } = ReadSources();

    /// <summary>Files of the product: what runs in the kernel.</summary>
    public static IEnumerable<SourceFile> In(params string[] folders) =>
        Sources.Where(f => folders.Any(folder => f.Path.StartsWith(folder + "/", StringComparison.Ordinal)));

    public static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Top, pattern, SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(Top, p).Replace('\\', '/'))
            .Where(p => !p.Split('/').Any(s_ignored.Contains))
            .OrderBy(p => p, StringComparer.Ordinal);

    private static List<SourceFile> ReadSources()
    {
        // Both faces of every conditional file are read: METAL is the only symbol the seam may test.
        var options = new CSharpParseOptions(LanguageVersion.Preview, preprocessorSymbols: ["METAL"]);
        string top = Top; // the workers must not touch this class: its initialiser waits for them
        return Files("*.cs").ToList().AsParallel().AsOrdered().Select(path =>
        {
            string text = File.ReadAllText(Path.Combine(top, path));
            return new SourceFile(path, text, CSharpSyntaxTree.ParseText(text, options, path).GetRoot());
        }).ToList();
    }

    private static string FindTop()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Kernel.sln")))
                return d.FullName;
        throw new InvalidOperationException($"Kernel.sln not found above {AppContext.BaseDirectory}.");
    }
}
