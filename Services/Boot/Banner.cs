using Ostd;
using Ostd.Console;
using Ostd.Timers;
using Services.Linux;

namespace Services.Boot;

/// <summary>What the console says first.</summary>
internal static class Banner
{
    public static void Print(Kernel kernel)
    {
        ulong bootMs = Clock.MonotonicNs / 1_000_000;
        long memoryMb = kernel.MemoryInfo.TotalBytes >> 20;
        string cpus = kernel.CpuCount == 1 ? "1 CPU" : $"{kernel.CpuCount} CPUs";
        SerialConsole.WriteLine($"Asterism {SystemNames.ProductVersion} (Linux {SystemNames.Release}), {cpus}, {memoryMb} MiB, up in {bootMs} ms");
    }
}
