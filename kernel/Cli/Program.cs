using System.CommandLine;
using System.Linq;
using Asterism.Commands;

namespace Asterism;

/// <summary>The one command namespace: <c>./asterism run | test | check | build | help</c>.</summary>
public static class Program
{
    /// <summary>Wrong usage, as sysexits(3) numbers it.</summary>
    public const int WrongUsage = 64;

    public static int Main(string[] args)
    {
        var root = new RootCommand("Asterism: a framekernel in C#. Boots in QEMU, runs unmodified Linux programs, and is model-checked on the host.")
        {
            RunCommand.Create(),
            BuildCommand.Create(),
            TestCommand.Create(),
        };
        foreach (Command command in VerificationCommands.CreateAll())
            root.Add(command);
        Command bench = root.Subcommands.First(c => c.Name == "bench");
        bench.Add(new Command("explorer", "Schedules per second, and executions until known bugs are found, for every engine: bench explorer --help."));
        bench.Add(BenchKernelCommand.Create());

        if (args is [] or ["help"])
            args = ["--help"];
        else if (args is ["help", .. var topic])
            args = [.. topic, "--help"];

        if (VerificationCommands.Has(args[0]) && args is not (["bench", "kernel" or "--help" or "-h" or "-?", ..] or ["bench"]))
            return Failures.Checked(() => VerificationCommands.Run(args));

        var parsed = root.Parse(args);
        int status = parsed.Invoke();
        return parsed.Errors.Count > 0 ? WrongUsage : status;
    }
}
