using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Asterism.Commands;

/// <summary>
/// <c>asterism bench kernel</c>: what the kernel's hot paths cost, in instructions. The test kernel measures itself (tests/InKernel/Benchmarks) in a machine whose clock counts
/// instructions, so that the same image gives the same figures everywhere.
/// </summary>
internal static class BenchKernelCommand
{
    private const string Line = "##bench ";
    private const int TimeoutSeconds = 180;

    public static Command Create()
    {
        var command = new Command("kernel", "Instructions of the kernel's hot paths: system call, page fault, context switch, pipe, frames, objects, slots, device memory, guards.");
        command.SetChecked(_ =>
        {
            Processes.Output("dotnet", "build", Repository.ImageProject, "-nologo", "-v", "q", "-clp:NoSummary");
            Table table = new Table().AddColumn("path").AddColumn(new TableColumn("instructions").RightAligned());
            foreach ((long instructions, string path) in Measure())
                table.AddRow(Markup.Escape(path), instructions.ToString("N0", CultureInfo.InvariantCulture));
            Terminals.Stdout.Write(table);
            Terminals.Stdout.WriteLine("Counted by QEMU (-icount shift=0), one CPU, mean of the cheapest of five runs.");
            return 0;
        });
        return command;
    }

    private static List<(long Instructions, string Path)> Measure()
    {
        var qemu = new Qemu { Kernel = Repository.TestKernelImage, CommandLine = "bench", CountsInstructions = true };
        using Process process = qemu.Start(redirect: true);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(TimeoutSeconds)))
            process.Kill();
        process.WaitForExit();
        if (qemu.KernelStatus(process.ExitCode) != 0)
            throw new CommandFailedException($"The kernel did not come to the end of its measurements:\n{output.Result}");

        var rows = new List<(long, string)>();
        foreach (string line in output.Result.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (!line.StartsWith(Line, StringComparison.Ordinal))
                continue;
            string[] parts = line[Line.Length..].Split(' ', 2);
            rows.Add((long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]));
        }
        return rows;
    }
}
