using Ostd.Model;
using Ostd.Panics;
using Ostd.Sync;
using Ostd.Tasks;
using Xunit;

namespace Ostd.Tests;

/// <summary>The end of a machine whose framework found one of its rules broken.</summary>
public sealed class PanicTests
{
    [Fact]
    public void A_panic_names_the_rule_prints_a_trace_and_stops_with_its_status()
    {
        ModelOutcome outcome = ModelKernel.RunToEnd(() => Panic.Stop("the rule"));
        Assert.Equal(Panic.ExitCode, outcome.ExitCode);
        Assert.Contains("the rule", outcome.Console);
        Assert.Contains(nameof(A_panic_names_the_rule_prints_a_trace_and_stops_with_its_status), outcome.Console);
    }

    [Fact]
    public void A_panic_under_the_consoles_lock_is_printed_all_the_same()
    {
        ModelOutcome outcome = ModelKernel.RunToEnd(() =>
        {
            var spinLock = new SpinLock(irq: true);
            using var guard = spinLock.Lock();
            Panic.Stop("in atomic mode");
        });
        Assert.Contains("in atomic mode", outcome.Console);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void A_task_that_ends_with_a_spin_lock_held_stops_the_machine_and_names_the_lock(bool irq)
    {
        ModelOutcome outcome = ModelKernel.RunToEnd(() =>
        {
            var spinLock = new SpinLock(irq);
            Task.Spawn(() => spinLock.Lock(), name: "careless");
            for (int i = 0; i < 10; i++)
                Task.Yield();
        });
        Assert.Contains("(careless) holds 1 guard(s); the spin lock it took last was made at", outcome.Console);
        Assert.Contains("PanicTests.cs", outcome.Console);
    }

    [Fact]
    public void Every_cpu_stops_when_one_panics()
    {
        ModelOutcome outcome = ModelKernel.RunToEnd(
            () =>
            {
                for (int i = 0; i < 4; i++)
                    Task.Spawn(() =>
                    {
                        Task.Yield();
                        Panic.Stop("first come");
                    });
                new WaitQueue().WaitUntil(() => false);
            },
            new ModelOptions { Cpus = 3 });
        Assert.Equal(Panic.ExitCode, outcome.ExitCode);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(outcome.Console, "Kernel panic"));
    }
}
