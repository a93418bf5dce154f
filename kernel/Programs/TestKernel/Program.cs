using System.Runtime;
using InKernel;
using Metal;
using Ostd.Boot;
using Ostd.Console;
using Services.Policies;

namespace Programs;

/// <summary>Runs the shared tests as the framework's first task and reports each on the serial line, as <see cref="TestProtocol"/> says; then leaves QEMU,
/// with status 0 when all passed.</summary>
internal static class Program
{
    [RuntimeExport("AsterismMain")]
    private static void Main() => Framework.Run(DefaultPolicies.Inject, RunTests);

    private static void RunTests()
    {
        var selection = new TestSelection(Entry.CommandLine);
        int failures = TestRunner.Run(Target.Metal, SerialConsole.WriteLine, selection.Wants);
        Power.PowerOff(failures == 0 ? 0 : 1);
    }
}
