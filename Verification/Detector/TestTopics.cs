using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace Verification.Detector;

/// <summary>
/// Which module of the framework a test is about, by the name of its class; for the tests of an invariant the module that upholds it. Shared tests stand in rows whose argument
/// names the class.
/// </summary>
public static partial class TestTopics
{
    /// <summary>Tests that drive several modules, the services' among them.</summary>
    public const string Several = "(several)";

    // The first entry that fits counts.
    private static readonly (string Part, string Module)[] s_parts =
    [
        ("Invariant01", "Frames"), ("Invariant02", "User"), ("Invariant03", "Iommu"), ("Invariant04", "Paging"), ("Invariant05", "UserSpace"), ("Invariant06", "Dma"),
        ("Invariant07", "Io"), ("Invariant08", "Tasks"), ("Invariant09", "Heap"), ("Invariant10", "Heap"), ("Boot", "Boot"), ("Board", "Timers"),
        ("Dma", "Dma"), ("Iommu", "Iommu"), ("Remapping", "Iommu"), ("Frame", "Frames"), ("FreeRanges", "Frames"), ("Buddy", "Frames"), ("Slab", "Heap"), ("Heap", "Heap"), ("Collector", "Heap"),
        ("Io", "Io"), ("Pci", "Pci"), ("ConfigurationSpace", "Pci"), ("Virtio", "Pci"), ("Tlb", "Paging"), ("Paging", "Paging"), ("UserCopy", "UserSpace"), ("Vm", "UserSpace"), ("User", "User"), ("VectorState", "User"),
        ("Lock", "Sync"), ("WaitQueue", "Sync"), ("Rcu", "Sync"), ("Once", "Sync"), ("Mutex", "Sync"), ("Guard", "Sync"), ("CpuLocal", "Tasks"), ("Task", "Tasks"), ("Scheduler", "Tasks"), ("RoundRobin", "Tasks"),
        ("Timer", "Timers"), ("Trap", "Traps"), ("Irq", "Traps"), ("Interrupt", "Traps"), ("Console", "Console"), ("Random", "Kernel"), ("Panic", "Panics"),
    ];

    public static string ModuleOf(string test)
    {
        string name = ClassOf(test);
        return s_parts.FirstOrDefault(p => name.Contains(p.Part, StringComparison.Ordinal)).Module ?? Several;
    }

    private static string ClassOf(string test)
    {
        Match shared = SharedTest().Match(test);
        if (shared.Success)
            return shared.Groups[1].Value;
        string method = test.Split('(')[0];
        string[] parts = method.Split('.');
        return parts.Length < 2 || parts[0] == "Services" ? "" : parts[^2];
    }

    // Names of shared tests: "Ostd.FrameTests.Some_sentence".
    [GeneratedRegex("\"Ostd\\.(\\w+)\\.")]
    private static partial Regex SharedTest();
}
