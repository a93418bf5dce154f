using System;
using System.Diagnostics;
using Asterism;

namespace InQemu;

/// <summary>One boot of an image to its end: what it said, and the status it ended with.</summary>
internal sealed record BootedKernel(string Output, int Status)
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(3);

    public static BootedKernel Run(Qemu qemu)
    {
        using Process process = qemu.Start(redirect: true);
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Close();
        bool ended = process.WaitForExit(_longest);
        if (!ended)
            process.Kill();
        process.WaitForExit();
        string text = output.Result.Replace("\r\n", "\n");
        return new BootedKernel(ended ? text : text + $"\n(did not end within {_longest})", qemu.KernelStatus(process.ExitCode));
    }
}
