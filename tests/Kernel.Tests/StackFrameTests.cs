using System;
using System.Diagnostics;
using System.IO;
using Asterism;
using Ostd.Frames;
using Ostd.Paging;
using Xunit;

namespace InQemu;

/// <summary>No frame of the kernel could step over the guard page below its stack: the build measures every one, and ends when one is too large.</summary>
public sealed class StackFrameTests : IDisposable
{
    private const int Bound = 2048; // StackBounds.MostBytes

    private readonly string _folder = Directory.CreateTempSubdirectory("asterism-frames-").FullName;

    [Fact]
    public void The_bound_is_less_than_the_guard_page_by_far() => Assert.True(2 * Bound <= KernelStack.GuardPages * (int)Page.Size);

    [Fact]
    public void The_image_is_not_built_with_a_function_that_takes_a_huge_frame()
    {
        string boot = Path.Combine(_folder, "Boot");
        Directory.CreateDirectory(boot);
        foreach (string file in Directory.GetFiles(Repository.At("kernel/Boot")))
            File.Copy(file, Path.Combine(boot, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(boot, "huge.S"), Function("deliberately_huge", "sub rsp, 8192\n add rsp, 8192\n ret", "") + ".size deliberately_huge, . - deliberately_huge\n");
        (int status, string output) = Run("dotnet", "build", Repository.ImageProject, "-nologo", "-v", "q", "--no-restore", "--no-dependencies", "-t:Stubs;KernelImage",
            "-p:Program=Kernel", "-p:ImageName=kernel", $"-p:Boot={boot}/", $"-p:Work={_folder}/work/", $"-p:Artifacts={_folder}/");
        Assert.NotEqual(0, status);
        Assert.Contains("deliberately_huge takes 8200 bytes of stack or more, and the bound for a frame is 2048", output);
        Assert.False(File.Exists(Path.Combine(_folder, "kernel.elf")));
    }

    [Theory]
    [InlineData("ret", 8)]
    [InlineData("push rbx\n sub rsp, 2032\n add rsp, 2032\n pop rbx\n ret", 2048)]
    [InlineData("push rbp\n lea rbp, [rsp]\n sub rsp, 96\n lea rsp, [rbp]\n pop rbp\n ret", 112)]
    [InlineData("sub rsp, 40\n call other\n add rsp, 40\n ret", 56)] // with the return address of the call
    [InlineData("test edi, edi\n jz 1f\n sub rsp, 24\n add rsp, 24\n ret\n 1: sub rsp, 56\n add rsp, 56\n ret", 64)]
    [InlineData("push rbp\n mov rbp, rsp\n 1: sub rsp, 16\n lea rsp, [rbp]\n dec edi\n jnz 1b\n pop rbp\n ret", 32)] // given back in every round
    public void A_frame_is_as_large_as_its_deepest_path(string body, int bytes)
    {
        (int status, string output) = Measure(body);
        Assert.Equal(0, status);
        Assert.StartsWith($"{bytes} bytes, probe (", output);
    }

    [Theory]
    [InlineData("sub rsp, 2041\n ret", "takes 2049 bytes")]
    [InlineData("push rbp\n mov rbp, rsp\n 1: sub rsp, 64\n dec edi\n jnz 1b\n leave\n ret", "out of the loop")]
    [InlineData("1: push 0\n dec edi\n jnz 1b\n ret", "out of the loop")]
    [InlineData("lea r11, [rsp - 65536]\n call other\n mov rsp, r11\n ret", "takes 65544 bytes")]
    [InlineData("push rbp\n mov rbp, rsp\n sub rsp, rdi\n leave\n ret", "depends on data")]
    [InlineData("push rbp\n mov rbp, rsp\n mov rsp, rax\n leave\n ret", "depends on data")]
    public void A_frame_that_is_too_large_or_has_no_bound_is_refused_by_name(string body, string reason)
    {
        (int status, string output) = Measure(body);
        Assert.NotEqual(0, status);
        Assert.Contains("error: probe takes ", output);
        Assert.Contains(reason, output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>An image of one function, entered in .eh_frame as the compiler does.</summary>
    private (int Status, string Output) Measure(string body)
    {
        string At(string name) => Path.Combine(_folder, name);
        File.WriteAllText(At("probe.S"), Function("probe", body, ".cfi_lsda 0x1b, data\n") + "other: ret\n .section .rodata\n data: .long 0\n");
        Processes.Output("as", "--64", "-o", At("probe.o"), At("probe.S"));
        Processes.Output("ld.lld", "-static", "-e", "probe", "-o", At("probe.elf"), At("probe.o"));
        return Run("dotnet", Repository.PostLink, "frames", At("probe.elf"));
    }

    private static string Function(string name, string body, string data) =>
        $".intel_syntax noprefix\n .text\n .global {name}\n .type {name}, @function\n {name}: .cfi_startproc\n {data} {body}\n .cfi_endproc\n";

    private static (int Status, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Top, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Processes.Start(start);
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
