using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Tidy.Tests;

/// <summary>Where unsafe code may live, and what must stand beside it.</summary>
public class SafetyRules
{
    [Fact]
    public void Unsafe_code_lives_only_in_Ostd_and_kernel()
    {
        var stray = Tree.Sources
            .Where(f => f.Top is not ("Ostd" or "kernel") && !f.Path.StartsWith("tests/InKernel/Corlib/") && !f.Path.StartsWith("tests/InKernel/Runtime/")) // they test pointers
            .SelectMany(f => UnsafeKeywords(f.Root).Select(t => $"{f.Path}:{t.GetLocation().GetLineSpan().StartLinePosition.Line + 1}"));
        Rule.Holds("unsafe belongs in Ostd/ and kernel/ only:", stray);
    }

    [Fact]
    public void Every_unsafe_block_of_the_framework_says_why_it_is_safe()
    {
        var silent =
            from f in Tree.In("Ostd", "kernel/Metal")
            from block in f.Root.DescendantNodes().OfType<UnsafeStatementSyntax>()
            where !HasSafetyComment(block)
            select f.At(block);
        Rule.Holds("Say `// SAFETY:` and why:", silent);
    }

    [Fact]
    public void Every_unsafe_member_of_the_framework_says_what_its_caller_owes()
    {
        var silent =
            from f in Tree.In("Ostd")
            from member in f.Root.DescendantNodes().OfType<MemberDeclarationSyntax>()
            where member is BaseMethodDeclarationSyntax or TypeDeclarationSyntax or PropertyDeclarationSyntax
            where member.Modifiers.Any(SyntaxKind.UnsafeKeyword) && !HasSafetyComment(member)
            select f.At(member);
        Rule.Holds("Say `// SAFETY:` and why:", silent);
    }

    [Fact]
    public void The_framework_and_the_services_have_no_mutable_statics()
    {
        var mutable =
            from f in Tree.In("Ostd", "Services")
            where !f.Path.StartsWith("Ostd/Seam/")
            from field in f.Root.DescendantNodes().OfType<FieldDeclarationSyntax>()
            where field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword)
            select f.At(field);
        var properties =
            from f in Tree.In("Ostd", "Services")
            from property in f.Root.DescendantNodes().OfType<PropertyDeclarationSyntax>()
            where property.Modifiers.Any(SyntaxKind.StaticKeyword) && property.AccessorList is not null
            where property.AccessorList!.Accessors.Any(a => a.IsKind(SyntaxKind.SetAccessorDeclaration) && a.Body is null && a.ExpressionBody is null)
            select f.At(property);
        Rule.Holds("State hangs from the root object, not from statics:", mutable.Concat(properties));
    }

    [Fact]
    public void Nothing_in_the_framework_or_the_services_locks_on_an_object()
    {
        var locks =
            from f in Tree.In("Ostd", "Services")
            from l in f.Root.DescendantNodes().OfType<LockStatementSyntax>()
            select f.At(l);
        Rule.Holds("Use Ostd.Sync:", locks);
    }

    private static IEnumerable<SyntaxToken> UnsafeKeywords(SyntaxNode root) =>
        root.DescendantTokens().Where(t => t.IsKind(SyntaxKind.UnsafeKeyword));

    // Above the block or member, or as the first thing inside it.
    private static bool HasSafetyComment(SyntaxNode node) =>
        node.GetLeadingTrivia().Concat(node.DescendantTrivia().Take(40)).Any(t => t.ToFullString().Contains("SAFETY:"));
}
