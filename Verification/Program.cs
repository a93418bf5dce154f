using System.CommandLine;
using System.CommandLine.Help;
using Verification.Commands;
using Verification.Mutants;

namespace Verification;

/// <summary>The commands of <c>./asterism</c> that check the framework. kernel/Cli hands them over.</summary>
public static class Program
{
    /// <summary>Wrong usage, as sysexits(3) numbers it.</summary>
    public const int WrongUsage = 64;

    /// <summary>First argument of a process that a mutant lives in; the others: the mutant's name and the checkers'. For <see cref="MutantRunner"/> only.</summary>
    internal const string TrialCommand = "mutant-trial";

    public static int Main(string[] args)
    {
        if (args is [TrialCommand, var mutant, .. var checkers])
        {
            MutantTrial.Run(mutant, checkers);
            return 0;
        }
        var root = new Command("./asterism")
        {
            BenchCommand.Create(),
            CheckCommand.Create(),
            EvalCommand.Create(),
        };
        root.Options.Add(new HelpOption { Recursive = true });
        ParseResult parsed = root.Parse(args);
        int status = parsed.Invoke();
        return parsed.Errors.Count > 0 ? WrongUsage : status;
    }
}
