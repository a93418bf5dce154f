using System.Diagnostics;

namespace Asterism.Commands;

/// <summary>Brings the kernel images up to date.</summary>
internal static class Images
{
    public static void Build(bool verbose)
    {
        var start = new ProcessStartInfo("dotnet", ["build", Repository.ImageProject, "-nologo", "-v", verbose ? "m" : "q", "-clp:NoSummary"])
        {
            WorkingDirectory = Repository.Top,
            RedirectStandardOutput = !verbose,
        };
        using var process = Processes.Start(start);
        string output = verbose ? "" : process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new CommandFailedException($"The kernel did not build.\n{output.Trim()}");
    }
}
