using System.Text;
using Ostd;
using Ostd.Timers;

namespace Services.ProcFs;

/// <summary>/proc/cpuinfo.</summary>
internal static class CpuInfo
{
    // What every x86-64 CPU has. Programs that want more ask the CPUID instruction.
    private const string BaselineFlags = "fpu de pse tsc msr pae mce cx8 apic sep pge mca cmov pat clflush mmx fxsr sse sse2 syscall nx lm constant_tsc";

    public static string Describe()
    {
        ulong kilohertz = Clock.TscFrequencyHz / 1000;
        string megahertz = $"{kilohertz / 1000}.{(kilohertz % 1000).ToString().PadLeft(3, '0')}";
        var text = new StringBuilder();
        int cpus = Kernel.Current.CpuCount;
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            Line("processor", cpu.ToString());
            Line("vendor_id", "AuthenticAMD");
            Line("cpu family", "15");
            Line("model", "107");
            Line("model name", "x86-64");
            Line("stepping", "1");
            Line("cpu MHz", megahertz);
            Line("physical id", "0");
            Line("siblings", cpus.ToString());
            Line("core id", cpu.ToString());
            Line("cpu cores", cpus.ToString());
            Line("fpu", "yes");
            Line("flags", BaselineFlags);
            Line("bogomips", megahertz);
            Line("clflush size", "64");
            Line("cache_alignment", "64");
            Line("address sizes", "40 bits physical, 48 bits virtual");
            text.Append('\n');
        }
        return text.ToString();

        // Names of fewer than eight letters need a second tab to line up.
        void Line(string name, string value) => text.Append(name).Append(name.Length < 8 ? "\t\t: " : "\t: ").Append(value).Append('\n');
    }
}
