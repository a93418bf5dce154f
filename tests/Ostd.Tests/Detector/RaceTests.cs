using System;
using System.IO;
using System.Reflection;
using InKernel;
using Ostd.Model;
using Ostd.Model.Shadow;
using Services.Policies;
using Verification.Detector;
using Xunit;

namespace Ostd.Tests.Detector;

/// <summary>
/// The shared tests once more on several CPUs, with the framework and the policies woven: every access to a plain field, array element or collection is checked against the accesses
/// of the other CPUs. A race is found when nothing orders the two, also when the run comes out right.
/// </summary>
public sealed class RaceTests
{
    /// <summary>Schedules per test; campaigns of more found nothing else.</summary>
    private const int Seeds = 1;

    private static readonly Lazy<Func<string, int, string?>> s_run = new(LoadWoven);

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (KernelTestCase test in KernelTestRegistry.Tests())
        {
            if (test.On != Target.Metal)
                names.Add(test.Name);
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_accesses_race(string name)
    {
        for (int seed = 1; seed <= Seeds; seed++)
        {
            if (s_run.Value(name, seed) is { } failure)
                Assert.Fail(failure);
        }
    }

    /// <summary>Called in the woven context: what went wrong in one run of a shared test, or null.</summary>
    public static string? Run(string name, int seed)
    {
        try
        {
            KernelTestCase test = Array.Find(KernelTestRegistry.Tests(), t => t.Name == name)!;
            RaceReport.InFull(sites => ModelKernel.Run(
                test.Body, new ModelOptions { Cpus = 2 + seed % 3, Seed = (ulong)seed, DetectUndefinedBehaviour = true, SitesInFull = sites, Inject = DefaultPolicies.Inject }));
            return null;
        }
        catch (Exception e)
        {
            return $"Seed {seed}: {e}";
        }
    }

    private static Func<string, int, string?> LoadWoven()
    {
        string self = typeof(RaceTests).Assembly.Location;
        Assembly again = new WovenContext(Path.GetDirectoryName(self)!, "Ostd.Tests").LoadFromAssemblyName(typeof(RaceTests).Assembly.GetName());
        return again.GetType(typeof(RaceTests).FullName!)!.GetMethod(nameof(Run))!.CreateDelegate<Func<string, int, string?>>();
    }
}
