using Asterism;
using Xunit;

namespace InQemu;

/// <summary>The ways in which the machine stops, as seen from outside: reason, a stack trace with names and lines, a status that is not 0.</summary>
public sealed class PanicTests
{
    private const int PanicStatus = 101;

    [Theory]
    [InlineData("panic", "Tests stop the machine when they are told to.")]
    [InlineData("exception", "System.InvalidOperationException: nobody catches this")]
    [InlineData("wild-read", "accessed an address that is not mapped")]
    [InlineData("text-write", "accessed an address that is not mapped, or not for this")]
    public void Says_why_and_where(string crash, string reason)
    {
        BootedKernel end = Crash(crash);
        Assert.Equal(PanicStatus, end.Status);
        Assert.Contains("Kernel panic", end.Output);
        Assert.Contains(reason, end.Output);
        Assert.Contains("at Programs.Crashes.Run(string) in kernel/Programs/TestKernel/Crashes.cs:line ", end.Output);
        Assert.Contains("at Programs.TestProgram.Run() in kernel/Programs/TestKernel/TestProgram.cs:line ", end.Output);
    }

    [Fact]
    public void The_stack_cannot_be_executed()
    {
        BootedKernel end = Crash("data-execute");
        Assert.Equal(PanicStatus, end.Status);
        // The error code of the page fault: present, and an instruction fetch.
        Assert.Contains("vector 0x000000000000000e error 0x0000000000000011", end.Output);
    }

    private static BootedKernel Crash(string name)
    {
        BootedKernel end = BootedKernel.Run(new Qemu { Kernel = Repository.TestKernelImage, CommandLine = "crash=" + name });
        Assert.DoesNotContain("The crash did not happen", end.Output);
        return end;
    }
}
