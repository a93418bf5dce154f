using InKernel;
using Metal;

namespace Programs;

/// <summary>Runs the shared tests and reports each on the serial line, as <see cref="TestProtocol"/> says; then leaves QEMU,
/// with status 0 when all passed.</summary>
internal static class TestProgram
{
    internal static void Run()
    {
        var selection = new TestSelection(Entry.CommandLine);
        if (selection.Crash is { } crash)
            Crashes.Run(crash);
        if (selection.Benchmarks)
        {
            InKernel.Benchmarks.KernelBenchmarks.Run(SerialPort.WriteLine);
            PowerSwitch.Off(0);
        }
        int failures = TestRunner.Run(Target.Metal, SerialPort.WriteLine, selection.Wants);
        PowerSwitch.Off(failures == 0 ? 0 : 1);
    }
}
