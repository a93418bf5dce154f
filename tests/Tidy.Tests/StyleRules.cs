using System;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Tidy.Tests;

/// <summary>Style that a reader would miss: small files, honest names, no leftovers.</summary>
public class StyleRules
{
    private const int MaxLines = 600;

    [Fact]
    public void No_leftover_markers_or_stubs()
    {
        // Spelled in halves so that this file does not report itself.
        string[] markers = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK", "new NotImplemented" + "Exception", "throw null" + "!"];
        var left =
            from f in Tree.Sources
            where f.Top != "tests" && !f.Path.StartsWith("kernel/Runtime/") // there the compiler asks for it by name
            from marker in markers
            where f.Text.Contains(marker, StringComparison.Ordinal)
            select $"{f.Path}: {marker}";
        Rule.Holds("Finish it or remove it:", left);
    }

    [Fact]
    public void No_file_is_longer_than_one_concept()
    {
        var longFiles =
            from f in Tree.Sources
            let lines = f.Text.AsSpan().Count('\n')
            where lines > MaxLines
            select $"{f.Path}: {lines} lines, at most {MaxLines}";
        Rule.Holds("Split by concept:", longFiles);
    }

    [Fact]
    public void Names_say_what_a_type_is()
    {
        var vague =
            from f in Tree.In("Ostd", "Ostd.Model", "Services", "Invariants", "Verification", "kernel/Metal", "kernel/Tool", "tests")
            from type in f.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            let name = type.Identifier.Text
            where name.EndsWith("Helper") || name.EndsWith("Helpers") || name.EndsWith("Util") || name.EndsWith("Utils") || name.EndsWith("Manager")
            select $"{f.At(type)}: {name}";
        Rule.Holds("Name what it is, not that it helps:", vague);
    }

    [Fact]
    public void No_regions()
    {
        var regions = Tree.Sources.Where(f => f.Root.DescendantTrivia().Any(t => t.IsKind(SyntaxKind.RegionDirectiveTrivia))).Select(f => f.Path);
        Rule.Holds("No regions:", regions);
    }

    [Fact]
    public void Namespaces_match_folders()
    {
        var wrong =
            from f in Tree.In("Ostd", "Services", "Ostd.Model", "Invariants", "Verification")
            let declared = f.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString()
            let expected = Path.GetDirectoryName(f.Path)!.Replace('/', '.')
            where declared is not null && declared != expected && !(expected == "Ostd.Seam" && declared == "Ostd.Sync") // the atomics are Ostd.Sync's face of the seam
            select $"{f.Path}: namespace {declared}, expected {expected}";
        Rule.Holds("Namespaces match folders:", wrong);
    }

    [Fact]
    public void The_tests_see_the_tree()
    {
        Assert.Contains(Tree.Sources, f => f.Path == "Ostd/Seam/Machine.cs");
        Assert.True(Tree.Sources.Count > 50);
    }
}
