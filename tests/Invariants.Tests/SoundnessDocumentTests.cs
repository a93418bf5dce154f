using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Verification.Checking;
using Verification.Mutants;
using Xunit;

namespace Invariants.Tests;

/// <summary>docs/soundness.md names every checker and every list of mutants of an invariant, and none that there is not. (That its links lead somewhere is tested with all documents.)</summary>
public sealed partial class SoundnessDocumentTests
{
    private const int FinerRules = 0;

    private static readonly Dictionary<int, string> s_sections = ReadSections();

    /// <summary>The lists of mutants, by the name of their file.</summary>
    private static readonly Dictionary<string, IReadOnlyList<Mutant>> s_mutantFiles = typeof(Mutants).Assembly.GetTypes()
        .Where(t => t.Namespace == typeof(Mutants).Namespace && t != typeof(Mutants))
        .Select(t => (t.Name, List: t.GetProperty("All", BindingFlags.Static | BindingFlags.Public)?.GetValue(null) as IReadOnlyList<Mutant>))
        .Where(file => file.List is not null)
        .ToDictionary(file => file.Name, file => file.List!);

    public static TheoryData<int> Sections => [.. Enumerable.Range(FinerRules, 11)];

    [Theory]
    [MemberData(nameof(Sections))]
    public void A_section_lists_the_checkers_there_are(int number)
    {
        var there = Checkers.All.Where(c => number == FinerRules ? c.Invariants.Count == 0 : c.Invariants.Contains(number)).Select(c => $"- {c.Kind.ToString().ToLowerInvariant()}: {c.Name}");
        var listed = CheckerLine().Matches(s_sections[number]).Select(m => $"- {m.Groups["kind"].Value}: {m.Groups["name"].Value}");
        Same(there, listed, number);
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void A_section_lists_the_files_with_its_mutants(int number)
    {
        var there = s_mutantFiles.Where(file => file.Value.Any(m => m.Invariant == number)).Select(file => file.Key);
        var listed = MutantLine().Matches(s_sections[number]).SelectMany(m => LinkText().Matches(m.Value)).Select(m => m.Groups["name"].Value);
        Same(there, listed, number);
    }

    [Fact]
    public void Each_section_begins_with_the_statement_of_its_invariant()
    {
        foreach (Invariant invariant in Registry.All)
            Assert.Contains($"*{invariant.Statement}*", s_sections[invariant.Number]);
    }

    [Fact]
    public void The_lists_of_mutants_are_all_seen() => Assert.Equal(Mutants.All.Count, s_mutantFiles.Values.Sum(list => list.Count));

    private static void Same(IEnumerable<string> there, IEnumerable<string> listed, int number)
    {
        List<string> registered = [.. there.Order(StringComparer.Ordinal)], written = [.. listed.Order(StringComparer.Ordinal)];
        string missing = string.Join('\n', registered.Except(written)), gone = string.Join('\n', written.Except(registered));
        Assert.True(registered.SequenceEqual(written), $"docs/soundness.md, section {(number == FinerRules ? "Finer rules" : number)}.\nmissing:\n{missing}\nnot registered, or written twice:\n{gone}");
    }

    private static Dictionary<int, string> ReadSections()
    {
        string text = File.ReadAllText(Path.Combine(ProductSources.FindTop(), "docs", "soundness.md"));
        var sections = new Dictionary<int, string>();
        foreach (string section in Heading().Split(text))
        {
            if (Number().Match(section) is { Success: true } numbered)
                sections.Add(int.Parse(numbered.Value), section);
            else if (section.StartsWith("Finer rules", StringComparison.Ordinal))
                sections.Add(FinerRules, section);
        }
        return sections;
    }

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\d+(?=\.)")]
    private static partial Regex Number();

    [GeneratedRegex(@"^- (?<kind>property|scenario|attack): \[(?<name>[^\]]+)\]", RegexOptions.Multiline)]
    private static partial Regex CheckerLine();

    [GeneratedRegex("^- mutants: .*$", RegexOptions.Multiline)]
    private static partial Regex MutantLine();

    [GeneratedRegex(@"\[(?<name>[^\]]+)\]")]
    private static partial Regex LinkText();
}
