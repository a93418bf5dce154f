using System.CommandLine;

namespace Asterism.Commands;

/// <summary><c>asterism build</c>: the whole solution, host and metal; with <c>--stats</c> what came out.</summary>
public static class BuildCommand
{
    public static Command Create()
    {
        var stats = new Option<bool>("--stats") { Description = "Boot once and print boot time, image size, and lines and unsafe lines per folder." };
        var command = new Command("build", "Build everything: host assemblies, tests and the kernel images.") { stats };
        command.SetChecked(parsed =>
        {
            int status = Processes.Run("dotnet", ["build", Repository.Solution, "-nologo", "-v", "q", "-clp:NoSummary"]);
            if (status != 0)
                return status;
            Initramfs.PackToFile("initramfs.cpio", []);
            if (parsed.GetValue(stats))
                Statistics.Print();
            return 0;
        });
        return command;
    }
}
