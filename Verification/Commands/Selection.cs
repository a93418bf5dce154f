using System;
using System.Collections.Generic;
using System.Linq;
using Verification.Checking;
using Verification.Mutants;

namespace Verification.Commands;

/// <summary>What the words of a command line choose.</summary>
/// <param name="Checkers">Those to run.</param>
/// <param name="Mutants">Those to try.</param>
/// <param name="Invariants">The rows of the table.</param>
internal sealed record Selection(IReadOnlyList<Checker> Checkers, IReadOnlyList<Mutant> Mutants, IReadOnlyList<int> Invariants)
{
    private const int InvariantCount = 10;

    /// <exception cref="FormatException">A word that chooses nothing.</exception>
    public static Selection Of(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
            return new Selection(Checking.Checkers.All, Verification.Mutants.Mutants.All, [.. Enumerable.Range(1, InvariantCount)]);
        var checkers = new List<Checker>();
        var mutants = new List<Mutant>();
        var invariants = new SortedSet<int>();
        foreach (string word in words)
        {
            if (word.StartsWith('-'))
                throw new FormatException($"There is no option {word}. See ./asterism check --help.");
            if (int.TryParse(word, out int number))
            {
                if (number is < 1 or > InvariantCount)
                    throw new FormatException($"There is no invariant {number}: they are numbered 1 to {InvariantCount}.");
                invariants.Add(number);
                checkers.AddRange(Checking.Checkers.For(number));
                mutants.AddRange(Verification.Mutants.Mutants.All.Where(m => m.Invariant == number));
                continue;
            }
            var named = Named(word);
            var topical = Verification.Mutants.Mutants.All.Where(m => m.Topic == word).ToList();
            if (named.Count == 0 && topical.Count == 0)
                throw new FormatException($"\"{word}\" is no invariant, no topic, and in no checker's name. ./asterism check --list shows them.");
            checkers.AddRange(named);
            mutants.AddRange(topical);
            invariants.UnionWith(named.SelectMany(c => c.Invariants));
        }
        return new Selection([.. checkers.Distinct()], [.. mutants.Distinct()], [.. invariants]);
    }

    private static List<Checker> Named(string word)
    {
        if (Checking.Checkers.All.FirstOrDefault(c => c.Name == word) is { } exact)
            return [exact];
        return Checking.Checkers.All.Where(c => c.Topic == word || c.Name.Contains(word, StringComparison.OrdinalIgnoreCase)).ToList();
    }
}
