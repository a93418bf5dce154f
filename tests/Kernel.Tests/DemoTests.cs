using System.IO;
using Asterism;
using Xunit;

namespace InQemu;

/// <summary>Programs of Debian, unmodified, in the kernel and on the host: what they print must be the same.</summary>
public sealed class DemoTests
{
    [Fact]
    public void The_demo_prints_in_the_kernel_what_it_prints_on_the_host()
    {
        string script = Path.Combine(Repository.RootOverlay, "etc/demo.sh");
        string expected = Processes.Output("busybox", "sh", script);
        BootedKernel end = BootedKernel.Run(new Qemu
        {
            Kernel = Repository.KernelImage,
            Initramfs = JobTests.InitramfsFile,
            CommandLine = "quiet exec=/bin/sh /etc/demo.sh",
        });
        Assert.Equal(expected, end.Output);
        Assert.Equal(0, end.Status);
    }

    [Fact]
    public void A_dynamically_linked_interpreter_runs()
    {
        const string program = "t = {} for i = 1, 1000 do t[i] = i * i end print(#t, t[31], string.format('%.3f', math.sqrt(2)))";
        Assert.Equal(Processes.Output("lua5.4", "-e", program), RunWith("/usr/bin/lua5.4", $"lua5.4 -e \"{program}\"").Output);
    }

    [Fact]
    public void A_dynamically_linked_shell_runs()
    {
        const string program = "for i in 1 2 3; do echo $((i * i)); done; echo done | cat";
        BootedKernel end = RunWith("/bin/dash", $"/bin/dash -c '{program}'");
        Assert.Equal("1\n4\n9\ndone\n", end.Output);
        Assert.Equal(0, end.Status);
    }

    private static BootedKernel RunWith(string program, string job)
    {
        string name = "initramfs-" + Path.GetFileName(program) + ".cpio";
        return BootedKernel.Run(new Qemu
        {
            Kernel = Repository.KernelImage,
            Initramfs = Initramfs.PackToFile(name, [program]),
            CommandLine = "quiet exec=" + job,
        });
    }
}
