using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Spectre.Console;

namespace Asterism.Commands;

/// <summary>The figures of a build: how long it takes to a shell, how large it is, and where the unsafe lines are.</summary>
internal static class Statistics
{
    private const int BootTimeoutSeconds = 120;
    private static readonly string[] s_folders =
        ["Ostd", "Services", "kernel/Boot", "kernel/Corlib", "kernel/Runtime", "kernel/Metal", "kernel/Cli", "kernel/Tool", "Ostd.Model", "Invariants", "Verification", "tests"];

    public static void Print()
    {
        Terminals.Stdout.MarkupLineInterpolated($"Boot, from the start of QEMU to the shell: [bold]{BootSeconds():F2} s[/] (TCG, 1 CPU, 512 MiB)");
        Terminals.Stdout.MarkupLineInterpolated($"Kernel image: [bold]{new FileInfo(Repository.KernelImage).Length / 1024:N0} KiB[/]   Initial file system: [bold]{new FileInfo(Path.Combine(Repository.Artifacts, "initramfs.cpio")).Length / 1024:N0} KiB[/]");

        Terminals.Stdout.MarkupLineInterpolated($"Largest stack frame: [bold]{LargestFrame()}[/]");

        var table = new Table().AddColumn("Folder").AddColumn(new TableColumn("Files").RightAligned()).AddColumn(new TableColumn("Lines").RightAligned())
            .AddColumn(new TableColumn("Unsafe lines").RightAligned()).AddColumn(new TableColumn("Share").RightAligned());
        foreach (string folder in s_folders.Where(f => Directory.Exists(Repository.At(f))))
        {
            var (files, lines, unsafeLines) = SourceLines.Count(Repository.At(folder));
            table.AddRow(folder, $"{files:N0}", $"{lines:N0}", $"{unsafeLines:N0}", lines == 0 ? "" : $"{100.0 * unsafeLines / lines:F1} %");
        }
        Terminals.Stdout.Write(table);
        Terminals.Stdout.MarkupLine("[grey]Lines: neither blank nor comment. Unsafe lines: inside an unsafe block, member or type; assembly counts as unsafe.[/]");
    }

    private static string LargestFrame()
    {
        string[] assemblies = Directory.GetFiles(Repository.At("kernel/Programs/Kernel/bin/Debug/net10.0"), "*.dll");
        return Processes.Output("dotnet", [Repository.PostLink, "frames", Repository.KernelImage, .. assemblies]).Trim();
    }

    private static double BootSeconds()
    {
        var qemu = new Qemu
        {
            Kernel = Repository.KernelImage,
            Initramfs = Path.Combine(Repository.Artifacts, "initramfs.cpio"),
            CommandLine = RunCommand.KernelWords("echo shell-is-up", verbose: false, append: ""),
        };
        var clock = Stopwatch.StartNew();
        using var process = qemu.Start(redirect: true);
        process.StandardInput.Close();
        try
        {
            while (process.StandardOutput.ReadLine() is { } line)
                if (line.Contains("shell-is-up", StringComparison.Ordinal))
                    return clock.Elapsed.TotalSeconds;
            throw new CommandFailedException("The kernel ended before its shell ran: ./asterism run --verbose shows why.");
        }
        finally
        {
            if (!process.WaitForExit(TimeSpan.FromSeconds(BootTimeoutSeconds)))
                process.Kill();
            qemu.KernelStatus(0);
        }
    }
}
