using System;
using System.Linq;
using Asterism;
using Xunit;

namespace InQemu;

/// <summary>The kernel's measurements of itself: <c>./asterism bench kernel</c>.</summary>
public sealed class BenchmarkTests
{
    [Fact]
    public void Every_path_costs_the_same_number_of_instructions_in_every_run()
    {
        string[] first = Measure();
        Assert.InRange(first.Length, 10, 30);
        Assert.All(first, line => Assert.InRange(int.Parse(line.Split(' ')[1]), 5, 100_000));
        Assert.Equal(first, Measure());
    }

    private static string[] Measure()
    {
        BootedKernel end = BootedKernel.Run(new Qemu { Kernel = Repository.TestKernelImage, CommandLine = "bench", CountsInstructions = true });
        Assert.Equal(0, end.Status);
        return [.. end.Output.Split('\n').Where(line => line.StartsWith("##bench ", StringComparison.Ordinal))];
    }
}
