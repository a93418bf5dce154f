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

    [Fact]
    public void A_port_that_is_slow_is_waited_for()
    {
        string text = new string('x', 50) + "end";
        ModelOutcome outcome = ModelKernel.Run(() => SerialConsole.Write(Encoding.ASCII.GetBytes(text)), new ModelOptions { ConsoleBusyPolls = 20 });
        Assert.Equal(text, outcome.Console);
    }

    /// <summary>What it does not take is lost, and nobody waits for ever.</summary>
    [Fact]
    public void A_port_that_is_never_ready_stops_nothing()
    {
        bool isWritten = false;
        ModelOutcome outcome = ModelKernel.Run(
            () =>
            {
                SerialConsole.Write("sixteen bytes go, the others do not"u8);
                isWritten = true;
            },
            new ModelOptions { ConsoleBusyPolls = int.MaxValue });
        Assert.True(isWritten);
        Assert.Equal("sixteen bytes go", outcome.Console);
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
