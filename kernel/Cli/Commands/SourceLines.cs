using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Asterism.Commands;

/// <summary>Counts lines of source as the tables of the paper do: those that hold code, neither blank nor comment.</summary>
internal static class SourceLines
{
    public static (int Files, int Lines, int UnsafeLines) Count(string folder)
    {
        var counts = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(p => !p.Contains("/obj/") && !p.Contains("/bin/"))
            .Select(CountFile).Where(c => c.Lines > 0).ToList();
        return (counts.Count, counts.Sum(c => c.Lines), counts.Sum(c => c.UnsafeLines));
    }

    private static (int Lines, int UnsafeLines) CountFile(string path)
    {
        if (path.EndsWith(".S", StringComparison.Ordinal))
        {
            int lines = File.ReadLines(path).Select(l => l.Trim()).Count(l => l.Length > 0 && !l.StartsWith('#') && !l.StartsWith("//") && !l.StartsWith("/*") && !l.StartsWith('*'));
            return (lines, lines);
        }
        if (!path.EndsWith(".cs", StringComparison.Ordinal))
            return (0, 0);

        var root = CSharpSyntaxTree.ParseText(File.ReadAllText(path), new CSharpParseOptions(LanguageVersion.Preview, preprocessorSymbols: ["METAL"])).GetRoot();
        HashSet<int> all = LinesOf(root);
        HashSet<int> inUnsafe = [.. root.DescendantNodes().Where(IsUnsafe).SelectMany(LinesOf)];
        return (all.Count, inUnsafe.Count);
    }

    private static bool IsUnsafe(SyntaxNode node) =>
        node is UnsafeStatementSyntax || node is MemberDeclarationSyntax member && member.Modifiers.Any(SyntaxKind.UnsafeKeyword)
        || node is LocalFunctionStatementSyntax local && local.Modifiers.Any(SyntaxKind.UnsafeKeyword);

    private static HashSet<int> LinesOf(SyntaxNode node)
    {
        var lines = new HashSet<int>();
        foreach (var token in node.DescendantTokens().Where(t => !t.IsKind(SyntaxKind.EndOfFileToken)))
        {
            var span = token.GetLocation().GetLineSpan();
            for (int line = span.StartLinePosition.Line; line <= span.EndLinePosition.Line; line++)
                lines.Add(line);
        }
        return lines;
    }
}
