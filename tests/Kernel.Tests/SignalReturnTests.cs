using System;
using System.IO;
using Asterism;
using Xunit;

namespace InQemu;

/// <summary>
/// A real program that returns from a signal it never got: whatever its frame asks for, it goes on with what programs may have, or dies of it, and the kernel runs on. Each row is one case of
/// Programs/sigreturn.S; they run in one boot.
/// </summary>
public sealed class SignalReturnTests
{
    private const int Segv = 128 + 11, Trap = 128 + 5;

    private static readonly Lazy<BootedKernel> s_run = new(Run);

    [Theory]
    [InlineData('a', Segv)] // I/O privilege level 3, then cli
    [InlineData('b', Segv)] // sti
    [InlineData('c', Segv)] // in
    [InlineData('d', Segv)] // out, to the port that would switch the machine off
    [InlineData('e', Segv)] // an address that is not canonical
    [InlineData('f', Segv)] // an address of the kernel
    [InlineData('g', Segv)] // the address behind the user half
    [InlineData('h', Segv)] // a system call that would return there
    [InlineData('i', 0)] // kernel segments
    [InlineData('j', 0)] // every flag but trap
    [InlineData('k', 0)] // no flag, not even interrupts
    [InlineData('l', 0)] // I/O privilege, nested task, virtual 8086 mode, virtual interrupts
    [InlineData('m', Trap)] // the trap flag, which is a program's right
    [InlineData('n', Segv)] // a push on a stack that is not canonical (the emulated CPU calls it a general protection fault, others a stack fault)
    [InlineData('o', Segv)] // a vector image of ones
    [InlineData('p', Segv)] // a vector image in the kernel
    [InlineData('q', Segv)] // the frame itself in the kernel
    public void Gives_a_program_what_it_may_have(char test, int status) => Assert.Contains($"\ncase {test}: {status}\n", s_run.Value.Output);

    [Fact]
    public void Leaves_the_kernel_running()
    {
        Assert.Contains("\nstill here\n", s_run.Value.Output);
        Assert.Equal(0, s_run.Value.Status);
    }

    private static BootedKernel Run()
    {
        string folder = Directory.CreateTempSubdirectory("asterism-sigreturn-").FullName;
        try
        {
            string program = Path.Combine(folder, "sigreturn");
            Processes.Output("as", "--64", "-o", program + ".o", Repository.At("tests/Kernel.Tests/Programs/sigreturn.S"));
            Processes.Output("ld.lld", "-static", "-o", program, program + ".o");
            return BootedKernel.Run(new Qemu
            {
                Kernel = Repository.KernelImage,
                Initramfs = Initramfs.PackToFile("initramfs-sigreturn.cpio", [$"{program}:/bin/sigreturn"]),
                CommandLine = "quiet exec=echo; for c in a b c d e f g h i j k l m n o p q; do sigreturn $c; echo case $c: $?; done; echo still here",
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
