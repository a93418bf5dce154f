using System;
using System.Diagnostics;
using System.IO;

namespace Verification.Mutants;

/// <summary>Runs this program with a seeded bug in it: <c>check … --seeded NAME</c>. For looking at a bug that is known to be there.</summary>
internal static class Seeded
{
    /// <summary>Tells the program with the bug which one it has.</summary>
    private const string Variable = "ASTERISM_SEEDED";

    /// <summary>What a command that repeats something must have behind it, in a program that has a bug.</summary>
    public static string Suffix => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? $" --seeded {name}" : "";

    /// <summary>Starts a copy with the mutated framework on this terminal; returns its exit status.</summary>
    /// <exception cref="MutantException">The mutant does not apply, or does not compile.</exception>
    public static int Run(Mutant mutant, string[] arguments)
    {
        CompiledAssembly assembly = ProductSources.Read().Compile(mutant);
        string folder = Directory.CreateTempSubdirectory("asterism-seeded-").FullName;
        try
        {
            MutantRunner.CopyProgram(folder);
            File.WriteAllBytes(Path.Combine(folder, assembly.Name + ".dll"), assembly.Image);
            var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "Verification.dll"), .. arguments]);
            start.Environment[Variable] = mutant.Name;
            using Process process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
