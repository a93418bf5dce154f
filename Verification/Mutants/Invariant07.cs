using System.Collections.Generic;

namespace Verification.Mutants;

/// <summary>Bugs that let clients reach sensitive ports and registers.</summary>
internal static class Invariant07
{
    private const string Ranges = "Ostd/Io/IoRanges.cs", Sensitive = "Ostd/Io/SensitiveRanges.cs", Memory = "Ostd/Io/IoMem.cs", Ports = "Ostd/Io/IoPort.cs";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("io-reaches-into-sensitive", "a range that only reaches into a sensitive one is handed out", Ranges,
            "if (range.Touches(from, to))", "if (range.Start >= from && range.End <= to)"),
        Of("io-taken-twice", "a range that only overlaps a taken one is handed out", Ranges,
            "if (other.Touches(start, end))", "if (other.Start == start)"),
        Of("io-taken-between", "somebody may take a range between the look for an overlap and the taking", Ranges,
            "        _taken.Add(range);\n", "        guard.Dispose();\n        using var again = _lock.Lock();\n        _taken.Add(range);\n"),
        Of("io-last-address-shared", "two ranges count as disjoint when one ends where the other begins, minus one", "Ostd/Io/IoRange.cs",
            "Start < end && start < End", "Start < end && start + 1 < End"),
        Of("io-pages-shared", "what is taken is not rounded to the pages that are mapped", Memory,
            "kernel.IoMemory.Take(Page.AlignDown(start), Page.AlignUp(start + length))", "kernel.IoMemory.Take(Page.AlignDown(start), start + length)"),
        Of("io-wide-access-to-memory", "a wide access to memory may begin at the last byte", Memory,
            "offset > Length - width ||", "offset >= Length ||"),
        Of("io-wide-access-to-ports", "a wide access to ports may begin at the last one", Ports,
            "offset > Length - width)", "offset >= Length)"),
        Of("io-slice-too-long", "a part may be longer than the rest of its range", Memory,
            "offset > Length - length)", "offset > Length)"),
        Of("io-slice-uncounted", "the range of a part is free when the whole is disposed", Memory,
            "            _range.Hold();\n", ""),
        Of("io-released-during-access", "a range goes to its next owner while an access through a disposed handle is under way", "Ostd/Frames/CountedHandle.cs",
            "        if (old == 0)\n            Release();", "        Release();"),
        Of("io-stale-translation", "a window is reused while a CPU still translates to the device that was there", "Ostd/Paging/KernelSpace.Devices.cs",
            "            kernel.RunEverywhere(flush);", "            _ = kernel;"),
        Of("io-beyond-the-cpu", "addresses that the CPU does not have are mapped", Sensitive,
            "return 1UL << (int)System.Math.Clamp(bits & 0xff, BitsOfOldCpus, 52);", "return 1UL << 52;"),
        Of("io-smi-port", "clients may raise system management interrupts", Sensitive,
            "(0x0a0, 0x0c0),", "(0x0a0, 0x0b2),"),
        Of("io-pci-data-ports", "clients may write PCI configuration", Sensitive,
            "(0xcc0, 0xd00),", "(0xcc0, 0xcfa),"),
        Of("io-local-apic", "clients may have the local APIC's registers", Sensitive,
            "(0xfe00_0000, 0x1_0000_0000),", "(0xfe00_0000, 0xfee0_0000),"),
        Of("io-firmware-ranges", "what the firmware reserves, such as the PCI configuration window, is handed out", Sensitive,
            "if (region.Start < region.End)", "if (region.Start < region.End && region.Kind != MemoryRegionKind.Reserved)"),
    ];

    private static Mutant Of(string name, string breaks, string file, string find, string replace) => new(name, 7, "io", breaks, file, find, replace);
}
