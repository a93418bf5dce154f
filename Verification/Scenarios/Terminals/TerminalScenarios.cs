using System;
using System.Collections.Generic;
using Ostd.Sync;
using Ostd.UserSpace;
using Services.Linux;
using Services.Processes;
using Services.Tty;
using Verification.Checking;
using Verification.Scenarios.Processes;

namespace Verification.Scenarios.Terminals;

/// <summary>A terminal between who types and who reads and writes, and between the sessions that it controls one after the other.</summary>
internal static class TerminalScenarios
{
    public static ScenarioDefinition ReaderIsWoken { get; } = new(
        "A reader of a terminal gets the line that is typed, whenever it is typed", [], "terminals", ScenarioMachine.Tasks(cpus: 2), BuildRead, KilledMutant: "terminal-line-unannounced");

    public static ScenarioDefinition LineIsReadOnce { get; } = new(
        "Of two readers of a terminal one gets the line, and the other the next", [], "terminals", ScenarioMachine.Tasks(cpus: 3), BuildTwoReaders, KilledMutant: "terminal-reads-what-is-gone");

    public static ScenarioDefinition WriterGoesOn { get; } = new(
        "A writer that is held back goes on when the output is started again", [], "terminals", ScenarioMachine.Tasks(cpus: 2), BuildStopped, KilledMutant: "terminal-start-unannounced");

    public static ScenarioDefinition StolenAtTheEnd { get; } = new(
        "A terminal that is taken from a session whose leader ends belongs to the new one", [], "terminals", ScenarioMachine.Tasks(cpus: 2), BuildSteal, KilledMutant: "terminal-forgets-any-session");

    public static ScenarioDefinition ForegroundAtTheEnd { get; } = new(
        "A terminal whose session's leader ends has no foreground group, whoever sets one at that moment", [], "terminals", ScenarioMachine.Tasks(cpus: 2), BuildForeground, KilledMutant: "foreground-set-unasked");

    public static IReadOnlyList<Checker> Checkers { get; } =
        [ReaderIsWoken.ToChecker(), LineIsReadOnce.ToChecker(), WriterGoesOn.ToChecker(), StolenAtTheEnd.ToChecker(), ForegroundAtTheEnd.ToChecker()];

    private const byte StartKey = 17, StopKey = 19;

    private static void BuildRead(KernelScenario s)
    {
        Terminal terminal = Make();
        long read = 0;
        s.OnCpu(0, () => read = Read(terminal), "reads");
        s.OnCpu(1, () => terminal.Receive("a\n"u8), "types");
        s.AtEnd(() => s.Assert(read == 2, $"two bytes were typed, and {read} read"));
    }

    private static void BuildTwoReaders(KernelScenario s)
    {
        Terminal terminal = Make();
        var isNextTyped = new AtomicBool(false);
        var read = new long[2];
        for (int i = 0; i < read.Length; i++)
        {
            int me = i;
            s.OnCpu(me, () =>
            {
                read[me] = Read(terminal);
                if (!isNextTyped.Exchange(true))
                    terminal.Receive("\n"u8);
            }, $"reads {me}");
        }
        s.OnCpu(2, () => terminal.Receive("\n"u8), "types");
        s.AtEnd(() => s.Assert(read[0] == 1 && read[1] == 1, $"each has a line: {read[0]}, {read[1]} bytes"));
    }

    private static void BuildStopped(KernelScenario s)
    {
        Terminal terminal = Make();
        terminal.Receive([StopKey]);
        long written = 0;
        s.OnCpu(0, () =>
        {
            var source = new VmReader("x"u8);
            written = terminal.Write(ref source, nonBlocking: false);
        }, "writes");
        s.OnCpu(1, () => terminal.Receive([StartKey]), "starts the output");
        s.AtEnd(() => s.Assert(written == 1, $"the byte is written, not {written}"));
    }

    private static void BuildSteal(KernelScenario s)
    {
        (ProcessWorld world, Terminal terminal, Process old) = MakeControlled(s);
        Process next = world.Make(world.Init);
        world.Table.StartSessionLocked(next);
        Errno error = default;
        world.Run(0, old.Leader, () => old.Leader.End(0), "leader ends");
        world.Run(1, next.Leader, () => error = terminal.Control(next, steal: true), "takes the terminal");
        s.AtEnd(() => s.Assert(error == Errno.OK && next.Session.Terminal == terminal && terminal.ForegroundGroupId == next.Group.Id, "the terminal is the new session's"));
    }

    private static void BuildForeground(KernelScenario s)
    {
        (ProcessWorld world, Terminal terminal, Process leader) = MakeControlled(s);
        Process member = world.Make(leader);
        world.Run(0, member.Leader, () => terminal.SetForeground(member, member.Group.Id), "sets the foreground group");
        world.Run(1, leader.Leader, () => leader.Leader.End(0), "leader ends");
        s.AtEnd(() => s.Assert(terminal.ForegroundGroupId == 0, "no group of the session that is gone has the terminal"));
    }

    private static (ProcessWorld World, Terminal Terminal, Process Leader) MakeControlled(KernelScenario s)
    {
        var world = new ProcessWorld(s);
        Terminal terminal = Make();
        Process leader = world.Make(world.Init);
        world.Table.StartSessionLocked(leader);
        s.Assert(terminal.Control(leader, steal: false) == Errno.OK, "a session leader gets its terminal");
        return (world, terminal, leader);
    }

    private static Terminal Make() => new(new Nowhere(), new DeviceNumber(4, 64));

    private static long Read(Terminal terminal)
    {
        var destination = new VmWriter(new byte[8]);
        return terminal.Read(ref destination, nonBlocking: false);
    }

    private sealed class Nowhere : ITerminalLine
    {
        public void Send(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
