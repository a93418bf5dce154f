using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Verification.Checking;

namespace Verification.Mutants;

/// <summary>
/// Tries mutants: compiles the assembly that each changes, and starts this program in a process of its own with that assembly in place of the real one. A mutant that hangs,
/// overflows the stack or eats the memory takes only its own process down.
/// </summary>
internal sealed class MutantRunner : IDisposable
{
    /// <summary>
    /// A safety net for what hangs: what the process of a mutant may take of a processor, and in all. Checkers end by themselves long before, after so many operations and executions.
    /// </summary>
    private static readonly TimeSpan s_processorTime = TimeSpan.FromMinutes(3), s_time = TimeSpan.FromMinutes(15);

    /// <summary>Between two looks at what it has taken.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    /// <summary>Where this program lies.</summary>
    private static readonly string s_origin = Path.GetDirectoryName(typeof(MutantRunner).Assembly.Location)!;

    private readonly ProductSources _sources;
    private readonly ScratchFolder _scratch = new();
    private readonly ConcurrentBag<string> _folders = [];
    private readonly ConcurrentDictionary<string, Lazy<MutantResult>> _without = new();
    private int _foldersMade;

    public MutantRunner(ProductSources sources) => _sources = sources;

    /// <summary>Tries each, <paramref name="parallel"/> at a time, and tells of each result as it comes.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; no process is left.</exception>
    public IReadOnlyList<MutantResult> RunAll(IReadOnlyList<Mutant> mutants, int parallel, Action<MutantResult> tell, CancellationToken cancellation)
    {
        var results = new MutantResult[mutants.Count];
        Parallel.For(0, mutants.Count, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation }, i =>
        {
            results[i] = Run(mutants[i], cancellation);
            lock (results)
                tell(results[i]);
        });
        return results;
    }

    /// <summary>Tries one. Only the verdict of a checker that holds on the framework as it is counts as a kill.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; no process is left.</exception>
    public MutantResult Run(Mutant mutant, CancellationToken cancellation = default)
    {
        CompiledAssembly assembly;
        try
        {
            assembly = _sources.Compile(mutant);
        }
        catch (MutantException e)
        {
            return new MutantResult(mutant.Name, MutantFate.Error, null, 0, 0, 0, e.Message);
        }
        var candidates = MutantTrial.Candidates(mutant).Select(c => c.Name).ToList();
        string besides = "";
        while (true)
        {
            MutantResult result = Try(mutant.Name, assembly, candidates, cancellation);
            if (result.Fate != MutantFate.Killed)
                return result with { Why = result.Why + besides };
            MutantResult without = Without(result.Killer!, assembly.Name, cancellation);
            if (without.Fate == MutantFate.Survived)
                return result;
            // It fails anyway, so it says nothing about the mutant.
            candidates.Remove(result.Killer!);
            besides += $"; and \"{result.Killer}\" does not hold without it: {without.Why}";
        }
    }

    public void Dispose() => _scratch.Dispose();

    // Compiled by the same engine, in a process like a mutant's: the mutant is the only difference.
    private MutantResult Without(string checker, string assembly, CancellationToken cancellation) => _without.GetOrAdd(
        checker, name => new Lazy<MutantResult>(() => Try("(none)", _sources.CompileUnchanged(assembly), [name], cancellation))).Value;

    private MutantResult Try(string mutant, CompiledAssembly assembly, IReadOnlyList<string> checkers, CancellationToken cancellation)
    {
        if (!_folders.TryTake(out string? folder))
            folder = MakeFolder();
        try
        {
            File.WriteAllBytes(Path.Combine(folder, assembly.Name + ".dll"), assembly.Image);
            return RunProcess(mutant, folder, checkers, cancellation);
        }
        finally
        {
            File.Copy(Path.Combine(s_origin, assembly.Name + ".dll"), Path.Combine(folder, assembly.Name + ".dll"), overwrite: true);
            _folders.Add(folder);
        }
    }

    private static MutantResult RunProcess(string mutant, string folder, IReadOnlyList<string> checkers, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "Verification.dll"), Program.TrialCommand, mutant, .. checkers])
        {
            RedirectStandardInput = true, // ends when this process does, and the other one then
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        while (!process.WaitForExit(s_look))
        {
            if (clock.Elapsed < s_time && ProcessorTimeOf(process) < s_processorTime && !cancellation.IsCancellationRequested)
                continue;
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return NoVerdict($"no verdict after {clock.Elapsed.TotalSeconds:0} seconds: give the machine of the checker a smaller MaxSteps");
        }
        cancellation.ThrowIfCancellationRequested(); // it got the signal, too
        string? line = output.Result.Split('\n').FirstOrDefault(l => l.StartsWith(MutantTrial.ResultMark, StringComparison.Ordinal));
        if (line is not null)
            return JsonSerializer.Deserialize<MutantResult>(line.AsSpan(MutantTrial.ResultMark.Length))! with { Seconds = clock.Elapsed.TotalSeconds };
        return NoVerdict($"the process ended with status {process.ExitCode} before a verdict: {errors.Result.Split('\n')[0].Trim()}");

        MutantResult NoVerdict(string why) => new(mutant, MutantFate.NoVerdict, null, 0, 0, clock.Elapsed.TotalSeconds, why);
    }

    private static TimeSpan ProcessorTimeOf(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return TimeSpan.Zero; // it has just ended
        }
    }

    // A copy of this program, in which an assembly is then replaced again and again.
    private string MakeFolder()
    {
        string folder = Path.Combine(_scratch.Path, Interlocked.Increment(ref _foldersMade).ToString());
        Directory.CreateDirectory(folder);
        CopyProgram(folder);
        return folder;
    }

    internal static void CopyProgram(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(s_origin).Where(IsNeeded))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    private static bool IsNeeded(string file) =>
        Path.GetExtension(file) is ".dll" or ".pdb" || Path.GetFileName(file) is "Verification.runtimeconfig.json" or "Verification.deps.json";
}
