using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Tidy.Tests;

/// <summary>The documents say what is there: every link leads to something, and code that a link names is in the file that it leads to.</summary>
public partial class DocumentRules
{
    [Fact]
    public void Links_resolve()
    {
        var broken =
            from document in Tree.Files("*.md")
            from link in LinksOf(document)
            where !Exists(document, link.Target)
            select $"{document}: [{link.Text}]({link.Target})";
        Rule.Holds("A link leads to a file or heading that exists:", broken);
    }

    /// <summary>[`Type.Member`](../path/Type.cs): the file mentions each of these words.</summary>
    [Fact]
    public void Code_that_a_link_names_is_where_it_leads()
    {
        var wrong =
            from document in Tree.Files("*.md")
            from link in LinksOf(document)
            where link.Text.StartsWith('`') && link.Target.EndsWith(".cs", StringComparison.Ordinal)
            let path = Resolve(document, link.Target)
            where File.Exists(path)
            let source = File.ReadAllText(path)
            from word in Word().Matches(link.Text).Select(m => m.Value)
            where !source.Contains(word, StringComparison.Ordinal)
            select $"{document}: [{link.Text}]({link.Target}): no {word} there";
        Rule.Holds("A link names code that is in the file:", wrong);
    }

    /// <summary>"Checked by: FrameProperty, SpinLockScenarios.MutualExclusion": such a class is there, with such a member.</summary>
    [Fact]
    public void What_a_comment_calls_its_check_is_there()
    {
        var checks = Tree.In("Verification", "tests").ToLookup(f => Path.GetFileNameWithoutExtension(f.Path).Split('.')[0]);
        var wrong =
            from file in Tree.In("Ostd", "Services", "kernel")
            from line in file.Text.Split('\n')
            where line.Contains("Checked by:", StringComparison.Ordinal)
            from name in CheckName().Matches(line[line.IndexOf("Checked by:", StringComparison.Ordinal)..])
            where !checks[name.Groups["type"].Value].Any(f => f.Text.Contains(name.Groups["member"].Value, StringComparison.Ordinal))
            select $"{file.Path}: {name.Value}";
        Rule.Holds("What a comment says it is checked by exists:", wrong);
    }

    [Fact]
    public void The_documents_are_seen()
    {
        Assert.Contains(Tree.Files("*.md"), f => f == "docs/soundness.md");
        Assert.True(LinksOf("docs/soundness.md").Count() > 50);
    }

    private static IEnumerable<(string Text, string Target)> LinksOf(string document) =>
        Link().Matches(File.ReadAllText(Path.Combine(Tree.Top, document)))
            .Select(m => (m.Groups[1].Value, m.Groups[2].Value))
            .Where(link => !link.Item2.Contains("://", StringComparison.Ordinal));

    private static bool Exists(string document, string target)
    {
        string[] parts = target.Split('#');
        string path = parts[0] == "" ? Path.Combine(Tree.Top, document) : Resolve(document, parts[0]);
        if (parts.Length == 1)
            return File.Exists(path) || Directory.Exists(path);
        return File.Exists(path) && File.ReadLines(path).Any(line => line.StartsWith('#') && Anchor(line) == parts[1]);
    }

    // As code hosts make it of a heading: lower case, spaces to hyphens, other punctuation dropped.
    private static string Anchor(string heading) =>
        string.Concat(heading.TrimStart('#').Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    private static string Resolve(string document, string target) => Path.Combine(Tree.Top, Path.GetDirectoryName(document)!, target.Split('#')[0]);

    [GeneratedRegex(@"\[([^\]\n]+)\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b(?<type>[A-Z]\w*(Property|Scenarios|Attacks?|Tests))\b(\.(?<member>[A-Z]\w*))?")]
    private static partial Regex CheckName();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();
}
