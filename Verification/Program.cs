using System;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
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
        if (parsed.Errors.Count == 0 || parsed.Action is HelpAction)
            return parsed.Invoke();
        foreach (ParseError error in parsed.Errors)
            Console.Error.WriteLine($"asterism: {error.Message}");
        Console.Error.WriteLine($"See {Path(parsed.CommandResult)} --help.");
        return WrongUsage;
    }

    private static string Path(CommandResult command) => command.Parent is CommandResult above ? $"{Path(above)} {command.Command.Name}" : command.Command.Name;
}
