using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Verification.Detector;

/// <summary>One test of a suite, as the runner reports it.</summary>
public sealed record TestRun(string Name, bool Passed, double Seconds, string Message);

/// <summary>Runs a compiled test project in a process of its own, as it is or with the framework woven and the detector on.</summary>
public static class SuiteRun
{
    /// <param name="directory">Where the project's assemblies lie.</param>
    /// <param name="assembly">Name of the test assembly, without extension.</param>
    /// <param name="filter">Which tests, as <c>dotnet test --filter</c> takes it.</param>
    /// <param name="environment">Variables to set.</param>
    public static IReadOnlyList<TestRun> Run(string directory, string assembly, string filter, params (string Name, string Value)[] environment)
    {
        using var folder = new ScratchFolder();
        string results = folder.Path;
        var start = new ProcessStartInfo("dotnet", ["test", Path.Combine(directory, assembly + ".dll"), "--filter", filter, "--logger", "trx;LogFileName=results.trx", "--results-directory", results])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string file = Path.Combine(results, "results.trx");
        if (!File.Exists(file))
            throw new InvalidOperationException($"The tests of {assembly} did not run: {output.Trim()} {error.Result.Trim()}");
        return Parse(file);
    }

    /// <summary>Copies a project's assemblies and weaves the framework and the services there. Returns the framework's sites.</summary>
    public static IReadOnlyList<WovenSite> CopyWoven(string source, string target, bool races)
    {
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        if (File.Exists(Path.Combine(source, "Services.dll")))
            Weave("Services");
        return Weave("Ostd");

        IReadOnlyList<WovenSite> Weave(string assembly) =>
            Weaver.Weave(Path.Combine(source, assembly + ".dll"), Path.Combine(target, assembly + ".dll"), WovenContext.FirstSiteOf(assembly), races);
    }

    private static List<TestRun> Parse(string file)
    {
        XDocument document = XDocument.Load(file);
        XNamespace names = document.Root!.Name.Namespace;
        return document.Descendants(names + "UnitTestResult").Select(r => new TestRun(
            (string)r.Attribute("testName")!,
            (string?)r.Attribute("outcome") == "Passed",
            TimeSpan.Parse((string?)r.Attribute("duration") ?? "0:00:00", CultureInfo.InvariantCulture).TotalSeconds,
            r.Descendants(names + "Message").FirstOrDefault()?.Value ?? "")).ToList();
    }
}
