using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace Asterism;

/// <summary>One QEMU machine that boots an Asterism image, described; <see cref="Start"/> runs it.</summary>
public sealed class Qemu
{
    public required string Kernel { get; init; }
    public string? Initramfs { get; init; }
    public string CommandLine { get; init; } = "";
    public int Cpus { get; init; } = 1;
    public string Memory { get; init; } = "512M";
    public string Accelerator { get; init; } = "tcg";

    /// <summary>Time is counted in instructions, one a nanosecond: what happens is the same in every run. For one CPU.</summary>
    public bool CountsInstructions { get; init; }

    /// <summary>Stop before the first instruction and wait for gdb on port 1234.</summary>
    public bool Gdb { get; init; }

    /// <summary>A Unix socket on which QEMU's monitor listens; null: there is none.</summary>
    public string? Monitor { get; init; }

    /// <summary>The serial line is the terminal, with QEMU's Ctrl-A keys; false: plain standard input and output.</summary>
    public bool Interactive { get; init; }

    /// <summary>Ended by a signal or by QEMU itself, not by the kernel.</summary>
    public const int QemuFailed = 125;

    private readonly string _statusFile = Path.Combine(Path.GetTempPath(), $"asterism-{Guid.NewGuid():N}.status");

    public Process Start(bool redirect = false)
    {
        if (!File.Exists(Kernel))
            throw new CommandFailedException($"There is no kernel image {Kernel}. Build it: ./asterism build");
        var start = new ProcessStartInfo("qemu-system-x86_64", Arguments())
        {
            RedirectStandardOutput = redirect,
            RedirectStandardError = redirect,
            RedirectStandardInput = redirect,
        };
        return Processes.Start(start);
    }

    public IEnumerable<string> Arguments()
    {
        List<string> arguments =
        [
            "-machine", "q35", "-accel", Accelerator, "-cpu", Accelerator == "kvm" ? "host" : "max",
            "-smp", Cpus.ToString(), "-m", Memory, "-kernel", Kernel, "-append", CommandLine,
            // A firmware that does little and does it fast; no devices but those named here.
            "-bios", "qboot.rom", "-nodefaults", "-no-reboot", "-display", "none", "-serial", Interactive ? "mon:stdio" : "stdio",
            // The kernel writes its exit status to port 0xe9, then leaves through port 0xf4.
            "-chardev", $"file,id=status,path={_statusFile}", "-device", "isa-debugcon,iobase=0xe9,chardev=status",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
        ];
        if (Monitor is not null)
            arguments.AddRange(["-monitor", $"unix:{Monitor},server=on,wait=off"]);
        else if (!Interactive)
            arguments.AddRange(["-monitor", "none"]);
        if (CountsInstructions)
            arguments.AddRange(["-icount", "shift=0,sleep=off"]);
        if (Initramfs is not null)
            arguments.AddRange(["-initrd", Initramfs]);
        if (Gdb)
            arguments.AddRange(["-s", "-S"]);
        return arguments;
    }

    /// <summary>
    /// The status the kernel ended with, once QEMU has. QEMU's own status cannot carry it: isa-debug-exit gives (value &lt;&lt; 1) | 1 in 8 bits.
    /// </summary>
    public int KernelStatus(int qemuStatus)
    {
        byte[] written = File.Exists(_statusFile) ? File.ReadAllBytes(_statusFile) : [];
        File.Delete(_statusFile);
        if (written.Length > 0)
            return written[^1];
        return qemuStatus == 0 ? 0 : QemuFailed;
    }

    /// <summary>Ends a process that <see cref="Start"/> gave, in the middle of whatever it does: no status will come.</summary>
    public void Kill(Process process)
    {
        process.Kill();
        process.WaitForExit();
        File.Delete(_statusFile);
    }
}
