using System.Text;
using Ostd.Console;
using Ostd.Model;
using Ostd.Panics;
using Ostd.Sync;
using Ostd.Tasks;
using Xunit;

namespace Ostd.Tests;

/// <summary>The serial console and the end of the machine.</summary>
public sealed class ConsoleTests
{
    [Fact]
    public void Text_is_written_with_carriage_returns_and_bytes_as_they_are()
    {
        ModelOutcome outcome = ModelKernel.Run(() =>
        {
            SerialConsole.WriteLine("eins\nzwei é");
            SerialConsole.Write([0x1b, (byte)'[', (byte)'\n']);
        });
        Assert.Equal("eins\r\nzwei é\r\n\x1b[\n", outcome.Console);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void What_is_typed_arrives_by_interrupt_byte_by_byte(bool modernApic)
    {
        string typed = new string('x', 100) + "end";
        ModelKernel.Run(
            () =>
            {
                var received = new StringBuilder();
                var queue = new WaitQueue();
                SerialConsole.SetReceiver(b =>
                {
                    received.Append((char)b);
                    queue.WakeAll();
                });
                queue.WaitUntil(() => received.Length == typed.Length);
                Assert.Equal(typed, received.ToString());
                Assert.Throws<OstdException>(() => SerialConsole.SetReceiver(_ => { }));
            },
            new ModelOptions { ConsoleInput = typed, ModernApic = modernApic });
    }

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
        Assert.Contains("ConsoleTests.cs", outcome.Console);
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

    [Fact]
    public void Power_off_ends_the_machine_with_its_status() =>
        Assert.Equal(42, ModelKernel.RunToEnd(() => Boot.Power.PowerOff(42)).ExitCode);

    [Fact]
    public void A_machine_in_which_everybody_waits_for_nothing_says_so()
    {
        var e = Assert.Throws<ModelViolationException>(() => ModelKernel.Run(() => new WaitQueue().WaitUntil(() => false)));
        Assert.Contains("(main): sleeps", e.Message);
    }

    [Fact]
    public void Tasks_that_are_left_behind_are_unwound_with_their_finally_blocks()
    {
        int unwound = 0;
        ModelKernel.Run(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                Task.Spawn(() =>
                {
                    try
                    {
                        new WaitQueue().WaitUntil(() => false);
                    }
                    finally
                    {
                        unwound++;
                    }
                });
            }
            for (int i = 0; i < 10; i++)
                Task.Yield();
        });
        Assert.Equal(3, unwound);
    }
}
