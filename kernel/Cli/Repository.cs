using System;
using System.IO;

namespace Asterism;

/// <summary>Where things lie in the clone this command was built from.</summary>
public static class Repository
{
    public static string Top { get; } = Find();

    public static string Solution => At("Kernel.sln");
    public static string ImageProject => At("kernel/Image/Image.csproj");
    public static string PostLink => At("kernel/Tool/bin/Debug/net10.0/postlink.dll");
    public static string RootOverlay => At("kernel/Initramfs");
    public static string Artifacts => At("artifacts");
    public static string KernelImage => At("artifacts/kernel.elf");
    public static string TestKernelImage => At("artifacts/kernel-test.elf");

    public static string At(string path) => Path.Combine(Top, path);

    private static string Find()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "Kernel.sln")))
                return d.FullName;
        throw new InvalidOperationException($"No Kernel.sln above {AppContext.BaseDirectory}: run ./asterism from inside a clone.");
    }
}
