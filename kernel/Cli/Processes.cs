using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Asterism;

/// <summary>Starts other programs, with errors that say what is missing and how to get it.</summary>
public static class Processes
{
    /// <summary>Runs a program on this terminal and returns its exit status.</summary>
    public static int Run(string program, IEnumerable<string> arguments)
    {
        using var process = Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Top });
        // The terminal sends Ctrl-C to both: its status is ours. A signal that this process alone gets is passed on, so that the other can clean up.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            using var kill = Start(new ProcessStartInfo("sh", ["-c", $"kill {process.Id}"]));
            kill.WaitForExit();
        });
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs a program and returns what it printed; an exit status other than 0 is an error that shows what it said.</summary>
    public static string Output(string program, params string[] arguments)
    {
        using var process = Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new CommandFailedException($"{program} {string.Join(' ', arguments)} ended with status {process.ExitCode}: {error.Result.Trim()}{output.Trim()}");
        return output;
    }

    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new CommandFailedException($"{start.FileName} is not installed. On Debian: apt-get install {DebianPackageOf(start.FileName)}");
        }
    }

    private static string DebianPackageOf(string program) => program switch
    {
        "qemu-system-x86_64" => "qemu-system-x86",
        "busybox" => "busybox-static",
        "ldd" => "libc-bin",
        _ => program,
    };
}

/// <summary>A failure with a message for the person at the terminal; no stack trace is shown.</summary>
public sealed class CommandFailedException(string message) : Exception(message);
