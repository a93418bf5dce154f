using System.Text;
using Ostd.Console;
using Ostd.Model;
using Ostd.Sync;
using Xunit;

namespace Ostd.Tests;

/// <summary>The serial console.</summary>
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

    /// <summary>A port that is slow is waited for; one that is never ready delays, and stops nothing.</summary>
    [Theory]
    [InlineData(20), InlineData(int.MaxValue)]
    public void A_port_that_is_busy_sends_all_the_same(int polls)
    {
        ModelOutcome outcome = ModelKernel.Run(() => SerialConsole.WriteLine("eins"), new ModelOptions { ConsoleBusyPolls = polls });
        Assert.Equal("eins\r\n", outcome.Console);
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
}
