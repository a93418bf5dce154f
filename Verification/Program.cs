using System;
using Verification.Mutants;

namespace Verification;

/// <summary>What <c>./asterism check</c> starts.</summary>
public static class Program
{
    /// <summary>First argument of a process that a mutant lives in; the others: the mutant's name and the checkers'. For <see cref="MutantRunner"/> only.</summary>
    internal const string TrialCommand = "mutant-trial";

    public static int Main(string[] args)
    {
        if (args is [TrialCommand, var mutant, .. var checkers])
        {
            MutantTrial.Run(mutant, checkers);
            return 0;
        }
        Console.Error.WriteLine("not yet");
        return 64;
    }
}
