using System;
using System.Threading;
using Asterism;
using Xunit;

namespace InQemu;

/// <summary>Jobs in the product's image, by the kernel's command line, with Debian's busybox as the shell.</summary>
public sealed class JobTests
{
    /// <summary>The default initial file system.</summary>
    internal static string InitramfsFile => _initramfs.Value;

    private static readonly Lazy<string> _initramfs = new(() => Initramfs.PackToFile("initramfs-test.cpio", []), LazyThreadSafetyMode.ExecutionAndPublication);

    [Theory]
    [InlineData("true", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -TERM $$", 128 + 15)]
    public void The_status_of_the_job_becomes_the_machines(string job, int status) => Assert.Equal(status, Run(job).Status);

    [Fact]
    public void A_job_has_a_console_and_a_file_system()
    {
        BootedKernel end = Run("echo the sum is $((40 + 2)); cat /proc/version; ls /bin/busybox");
        Assert.Contains("the sum is 42\n", end.Output);
        Assert.Contains("Linux version ", end.Output);
        Assert.Contains("/bin/busybox\n", end.Output);
        Assert.Equal(0, end.Status);
    }

    [Fact]
    public void Output_without_a_verbose_word_is_the_jobs_alone() => Assert.Equal("alone\n", Run("echo alone").Output);

    private static BootedKernel Run(string job) =>
        BootedKernel.Run(new Qemu { Kernel = Repository.KernelImage, Initramfs = InitramfsFile, CommandLine = "quiet exec=" + job });
}
