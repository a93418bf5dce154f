using Asterism;
using Xunit;

namespace InQemu;

/// <summary>
/// Bugs of a service, committed on purpose by writing to /dev/fault: each kills the process that wrote, releases the lock that was held,
/// and leaves everybody else alone.
/// </summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("index")]
    [InlineData("overflow")]
    [InlineData("cast")]
    [InlineData("divide")]
    [InlineData("stack")]
    [InlineData("throw")]
    public void A_bug_in_a_service_kills_only_the_process_that_met_it(string bug)
    {
        // The first write dies in a child. The file is open in the shell too, and its lock must be free again for the second.
        string job = $"exec 3>/dev/fault; (echo {bug} >&3; echo survived); echo status $?; echo none >&3 && echo the lock is free; ls / | grep bin";
        BootedKernel end = BootedKernel.Run(new Qemu
        {
            Kernel = Repository.KernelImage,
            Initramfs = JobTests.InitramfsFile,
            CommandLine = "quiet faults exec=" + job,
        });
        Assert.DoesNotContain("survived", end.Output);
        Assert.DoesNotContain("status 0", end.Output);
        Assert.Contains("status 1", end.Output); // 128 and the number of a signal
        Assert.Contains("the lock is free\n", end.Output);
        Assert.Contains("sbin\n", end.Output);
        Assert.Equal(0, end.Status);
    }
}
