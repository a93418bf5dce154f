using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Asterism.Commands;

/// <summary><c>asterism test</c>: every test of the solution, with a total over all projects.</summary>
public static class TestCommand
{
    public static Command Create()
    {
        var filter = new Option<string?>("--filter") { HelpName = "EXPRESSION", Description = "Only the tests that match, as `dotnet test --filter` takes it." };
        var command = new Command("test", "Build and run every test: dotnet test Kernel.sln.") { filter };
        command.SetChecked(parsed =>
        {
            string results = Path.Combine(Repository.Artifacts, "test-results");
            if (Directory.Exists(results))
                Directory.Delete(results, recursive: true);
            string[] arguments = ["test", Repository.Solution, "-nologo", "--logger", "trx", "--results-directory", results];
            int status = Processes.Run("dotnet", parsed.GetValue(filter) is { } expression ? [.. arguments, "--filter", expression] : arguments);
            return PrintTotal(results, status);
        });
        return command;
    }

    private static int PrintTotal(string results, int status)
    {
        int passed = 0, failed = 0;
        var files = Directory.Exists(results) ? Directory.GetFiles(results, "*.trx") : [];
        foreach (string file in files)
        {
            var outcomes = XDocument.Load(file).Descendants().Where(e => e.Name.LocalName == "UnitTestResult").Select(e => e.Attribute("outcome")?.Value);
            foreach (string? outcome in outcomes)
                _ = outcome == "Passed" ? passed++ : failed++;
        }
        if (passed + failed == 0)
            throw new CommandFailedException("No test ran.");
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed > 0 ? 1 : status;
    }
}
