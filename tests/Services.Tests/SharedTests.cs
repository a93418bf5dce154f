using System;
using InKernel;
using Ostd.Model;
using Services.Policies;
using Xunit;

namespace Services.Tests;

/// <summary>Every shared test of the services that makes sense on the host, one row each, each on a machine of its own.</summary>
public sealed class SharedTests
{
    /// <summary>Schedules in which tests with several tasks are tried.</summary>
    private const int Seeds = 2;

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
    public void Holds_on_the_model(string name)
    {
        KernelTestCase test = Assert.Single(KernelTestRegistry.Tests(), t => t.Name == name);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                ModelKernel.Run(test.Body, new ModelOptions { Cpus = 1 + seed % 3, Seed = (ulong)seed, Inject = DefaultPolicies.Inject });
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
            }
        }
    }
}
