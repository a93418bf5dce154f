using System;
using System.CommandLine;
using System.Diagnostics;
using System.Linq;
using System.Runtime.InteropServices;

namespace Asterism.Commands;

/// <summary><c>asterism run</c>: builds, boots in QEMU, gives a shell or runs one command.</summary>
public static class RunCommand
{
    /// <summary>The time given with --timeout has passed, as timeout(1) says it.</summary>
    private const int TimedOut = 124;

    public static Command Create()
    {
        var exec = new Option<string?>("--exec") { HelpName = "CMD", Description = "Run this shell command as the only job; its exit status becomes this command's." };
        var smp = new Option<int>("--smp") { HelpName = "N", Description = "Number of CPUs.", DefaultValueFactory = _ => 1 };
        var memory = new Option<string>("--memory") { HelpName = "SIZE", Description = "Memory, as QEMU writes it: 512M, 2G.", DefaultValueFactory = _ => "512M" };
        var add = new Option<string[]>("--add") { HelpName = "HOSTFILE[:PATH]", Description = "Put a program of this machine, with the shared libraries it needs, into the initial file system. Can be repeated.", DefaultValueFactory = _ => [] };
        var initramfs = new Option<string?>("--initramfs") { HelpName = "FILE", Description = "Boot with this cpio archive (newc) instead of the one packed from busybox." };
        var accel = new Option<string>("--accel") { Description = "How QEMU executes the kernel.", DefaultValueFactory = _ => "tcg" };
        accel.AcceptOnlyFromAmong("tcg", "kvm");
        var append = new Option<string>("--append") { HelpName = "WORDS", Description = "More words for the kernel's command line.", DefaultValueFactory = _ => "" };
        var gdb = new Option<bool>("--gdb") { Description = "Stop before the first instruction and wait for gdb." };
        var timeout = new Option<double?>("--timeout") { HelpName = "SECONDS", Description = $"End QEMU after this time, with status {TimedOut}." };
        var verbose = new Option<bool>("--verbose") { Description = "Show the build, the QEMU command and the kernel's boot messages." };

        smp.Validators.Add(r => { if (r.GetValueOrDefault<int>() is < 1 or > 64) r.AddError("--smp takes 1 to 64."); });
        timeout.Validators.Add(r => { if (r.GetValueOrDefault<double?>() is <= 0) r.AddError("--timeout takes a time above 0 seconds."); });
        memory.Validators.Add(r => { if (!IsSize(r.GetValueOrDefault<string>())) r.AddError("--memory takes a number with M or G behind it, at least 64M: 512M, 2G."); });

        var command = new Command("run", "Build, boot in QEMU, and give a shell. Ctrl-A X quits.") { exec, smp, memory, add, initramfs, accel, append, gdb, timeout, verbose };
        command.SetChecked(parsed =>
        {
            bool loud = parsed.GetValue(verbose);
            Images.Build(loud);
            string? job = parsed.GetValue(exec);
            var qemu = new Qemu
            {
                Kernel = Repository.KernelImage,
                Initramfs = parsed.GetValue(initramfs) ?? Asterism.Initramfs.PackToFile("initramfs.cpio", parsed.GetValue(add)!),
                CommandLine = KernelWords(job, loud, parsed.GetValue(append)!),
                Cpus = parsed.GetValue(smp),
                Memory = parsed.GetValue(memory)!,
                Accelerator = parsed.GetValue(accel)!,
                Gdb = parsed.GetValue(gdb),
                Interactive = job is null,
            };
            return Boot(qemu, parsed.GetValue(timeout), loud);
        });
        return command;
    }

    /// <summary>The job travels as the last word of the command line, because it may hold spaces and quotes.</summary>
    internal static string KernelWords(string? job, bool verbose, string append)
    {
        string words = (verbose ? "verbose " : job is null ? "" : "quiet ") + append;
        return job is null ? words.Trim() : $"{words.Trim()} exec={job}".TrimStart();
    }

    private static int Boot(Qemu qemu, double? timeoutSeconds, bool verbose)
    {
        if (verbose)
            Console.Error.WriteLine("qemu-system-x86_64 " + string.Join(' ', qemu.Arguments().Select(Quoted)));
        if (qemu.Gdb)
            Console.Error.WriteLine($"Waiting for gdb: gdb {qemu.Kernel} -ex 'set substitute-path /asterism {Repository.Top}' -ex 'target remote :1234'");

        using var process = qemu.Start();
        // Ctrl-C belongs to the program in the kernel; QEMU gets it and passes it on, so do not die of it here.
        using var ignore = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        bool ended = timeoutSeconds is { } seconds ? process.WaitForExit(TimeSpan.FromSeconds(seconds)) : WaitForEver(process);
        if (!ended)
        {
            process.Kill();
            process.WaitForExit();
            qemu.KernelStatus(0);
            Console.Error.WriteLine($"asterism: ended after {timeoutSeconds} seconds (--timeout).");
            return TimedOut;
        }
        return qemu.KernelStatus(process.ExitCode);
    }

    private static bool WaitForEver(Process process)
    {
        process.WaitForExit();
        return true;
    }

    private static bool IsSize(string? size) =>
        size is { Length: > 1 } && int.TryParse(size[..^1], out int number) && (size[^1] is 'M' or 'm' && number >= 64 || size[^1] is 'G' or 'g' && number >= 1);

    private static string Quoted(string word) => word.AsSpan().ContainsAny(' ', '\'', '"') || word == "" ? "'" + word.Replace("'", "'\\''") + "'" : word;
}
