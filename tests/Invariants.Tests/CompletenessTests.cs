using System;
using System.Linq;
using Verification.Checking;
using Verification.Mutants;
using Xunit;

namespace Invariants.Tests;

/// <summary>Nobody is forgotten: each of the ten invariants is stated, and looked at in every way.</summary>
public sealed class CompletenessTests
{
    private const int MutantsEach = 5, MutantsOfTopics = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public void An_invariant_is_stated_and_has_a_property_a_scenario_an_attack_and_mutants(int number)
    {
        Invariant invariant = Assert.Single(Registry.All, i => i.Number == number);
        Assert.EndsWith(".", invariant.Statement);
        Assert.StartsWith("4", invariant.Section);
        Assert.NotEmpty(invariant.NotCovered);
        foreach (CheckerKind kind in Enum.GetValues<CheckerKind>())
            Assert.True(Checkers.For(number).Any(c => c.Kind == kind), $"Invariant {number} has no {kind}.");
        int mutants = Mutants.All.Count(m => m.Invariant == number);
        Assert.True(mutants >= MutantsEach, $"Invariant {number} has {mutants} mutants, at least {MutantsEach} are wanted.");
    }

    [Fact]
    public void The_invariants_are_in_order() => Assert.Equal(Enumerable.Range(1, 10), Registry.All.Select(i => i.Number));

    [Fact]
    public void The_finer_rules_have_mutants_of_their_own()
    {
        string[] topics = ["locks", "rcu", "tlb", "irq", "collector", "usercopy"];
        Assert.All(topics, topic => Assert.Contains(Mutants.All, m => m.Topic == topic));
        Assert.True(Mutants.All.Count(m => m.Invariant == 0 || topics.Contains(m.Topic)) >= MutantsOfTopics);
    }

    [Fact]
    public void Names_are_unique()
    {
        Assert.Empty(Checkers.All.GroupBy(c => c.Name).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.Empty(Mutants.All.GroupBy(m => m.Name).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    /// <summary>A small part of a name chooses a checker on the command line; a whole one must choose it alone.</summary>
    [Fact]
    public void Names_are_sentences_and_topics_are_words()
    {
        Assert.All(Checkers.All, c => Assert.True(char.IsUpper(c.Name[0]) && c.Name.Contains(' ') && !c.Name.EndsWith('.'), c.Name));
        Assert.All(Checkers.All, c => Assert.True(c.Topic.Length > 0 && c.Topic.All(x => char.IsAsciiLetterLower(x) || x == '-'), $"{c.Name}: topic \"{c.Topic}\""));
        Assert.All(Mutants.All, m => Assert.True(m.Name.All(x => char.IsAsciiLetterLower(x) || char.IsAsciiDigit(x) || x == '-'), m.Name));
    }
}
