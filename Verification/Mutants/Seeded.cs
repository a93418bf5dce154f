using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

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
    public static int Run(Mutant mutant, string[] arguments, CancellationToken cancellation)
    {
        CompiledAssembly assembly = ProductSources.Read().Compile(mutant);
        using var folder = new ScratchFolder();
        MutantRunner.CopyProgram(folder.Path);
        File.WriteAllBytes(Path.Combine(folder.Path, assembly.Name + ".dll"), assembly.Image);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder.Path, "Verification.dll"), .. arguments]);
        start.Environment[Variable] = mutant.Name;
        using Process process = Process.Start(start)!;
        using CancellationTokenRegistration kill = cancellation.Register(() => process.Kill(entireProcessTree: true));
        process.WaitForExit();
        return process.ExitCode;
    }
}
