using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;

namespace Asterism.Commands;

/// <summary>
/// The commands that belong to Verification: handed over as they were typed. It is a program of its own, built when one of these is first used, so that booting a kernel
/// does not wait for the compilation of what checks it.
/// </summary>
internal static class VerificationCommands
{
    private const string Project = "Verification";

    // What measures is built with optimisation; the others keep every line of a stack.
    private static readonly (string Name, string Configuration, string Description)[] s_commands =
    [
        ("bench", "Release", "Measure: bench explorer, bench kernel."),
        ("check", "Debug", "Look for violations of the ten invariants on the host: properties, scenarios, attacks, seeded bugs."),
        ("eval", "Debug", "Measure what the paper measures, and print it beside the paper's numbers: the detector's coverage and cost."),
    ];

    /// <summary>Stand-ins, for the list of commands.</summary>
    public static IEnumerable<Command> CreateAll() => s_commands.Select(c => new Command(c.Name, c.Description));

    public static bool Has(string name) => s_commands.Any(c => c.Name == name);

    /// <summary>Builds Verification if it is not up to date, and runs it on this terminal with all arguments, the command's name first.</summary>
    public static int Run(string[] arguments)
    {
        string configuration = s_commands.First(c => c.Name == arguments[0]).Configuration;
        string program = Repository.At($"Verification/bin/{configuration}/net10.0/Verification.dll");
        if (!File.Exists(program) || SourcesOf(Project).Any(file => File.GetLastWriteTimeUtc(file) > File.GetLastWriteTimeUtc(program)))
        {
            Processes.Output("dotnet", "build", Repository.At(Project), "-c", configuration, "-nologo", "-v", "q", "-clp:NoSummary");
            File.SetLastWriteTimeUtc(program, DateTime.UtcNow);
        }
        return Processes.Run("dotnet", [program, .. arguments]);
    }

    // What the program is compiled from: its own folder and those that it refers to.
    private static IEnumerable<string> SourcesOf(string project)
    {
        string[] folders = [project, "Invariants", "Ostd", "Ostd.Model", "Services"];
        return folders.SelectMany(folder => Directory.EnumerateFiles(Repository.At(folder), "*.*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj")
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Append(Repository.At("Directory.Packages.props")).Append(Repository.At("Directory.Build.props"));
    }
}
