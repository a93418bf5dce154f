using System;
using InKernel;
using Ostd.Model;
using Services.Policies;
using Xunit;

namespace Ostd.Tests;

/// <summary>
/// The shared tests of tasks, locks, wait queues and timers again, on machines with several CPUs, in many random schedules, with both scheduler policies, and
/// with timers that fire often compared to what a CPU gets done between.
/// </summary>
public sealed class ManyCpus
{
    private const int Seeds = 12;

    private static readonly string[] s_areas = ["Ostd.TaskTests.", "Ostd.LockTests.", "Ostd.WaitQueueTests.", "Ostd.TimerTests.", "Ostd.TrapTests.", "Ostd.UserTests.", "Ostd.RcuTests.", "Ostd.CpuLocalTests.", "Ostd.OnceTests."];

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (KernelTestCase test in KernelTestRegistry.Tests())
        {
            if (test.On != Target.Metal && Array.Exists(s_areas, area => test.Name.StartsWith(area, StringComparison.Ordinal)))
                names.Add(test.Name);
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Holds_in_random_schedules(string name)
    {
        KernelTestCase test = Assert.Single(KernelTestRegistry.Tests(), t => t.Name == name);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var options = new ModelOptions
            {
                Cpus = 1 + seed % 4,
                Seed = (ulong)seed,
                StepNs = seed % 3 == 0 ? 2_000UL : 30,
                ModernApic = seed % 2 == 0,
                CheckLockOrder = true,
                Inject = seed % 5 == 0 ? null : DefaultPolicies.Inject,
            };
            try
            {
                ModelKernel.Run(test.Body, options);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, {options.Cpus} CPUs, {options.StepNs} ns a step: {e.Message}", e);
            }
        }
    }
}
