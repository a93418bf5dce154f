using System;
using FsCheck;
using Ostd.Model;

namespace Verification.Properties;

/// <summary>How much a property does by default, and on what.</summary>
internal sealed record PropertyOptions
{
    /// <summary>Sequences in a run of effort 1. Together with <see cref="MaxLength"/>: at least two thousand operations, at most three seconds.</summary>
    public int Sequences { get; init; } = 50;

    /// <summary>Operations in the longest sequence. Sequences start short and grow up to this.</summary>
    public int MaxLength { get; init; } = 60;

    /// <summary>The machine that each sequence gets, afresh. Null: no machine and no kernel, for pure data structures; then no invariants are evaluated.</summary>
    public ModelOptions? Machine { get; init; } = new() { MemoryMiB = 4, MaxSteps = 5_000_000 };
}

/// <summary>Generators of numbers worth trying, for any property.</summary>
internal static class Numbers
{
    private static readonly ulong[] s_edges =
    [
        0, 1, 2, 7, 8, 0xFFF, 0x1000, 0x1001, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_F000, 0x7FFF_FFFF_FFFF, 0x8000_0000_0000,
        0xFFFF_7FFF_FFFF_FFFF, 0xFFFF_8000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_F000, 0xFFFF_FFFF_FFFF_FFFF,
    ];

    /// <summary>Any 64-bit value: the edges of pages, of the canonical address ranges and of the integer types, or random bits.</summary>
    public static Gen<ulong> Any64 { get; } = FsCheck.Fluent.Gen.Frequency(
        (2, FsCheck.Fluent.Gen.Elements(s_edges)),
        (1, FsCheck.Fluent.Gen.Select(FsCheck.Fluent.Gen.ListOf(FsCheck.Fluent.Gen.Choose(0, 0xFFFF), 4), Join)));

    private static ulong Join(System.Collections.Generic.List<int> parts)
    {
        ulong value = 0;
        foreach (int part in parts)
            value = value << 16 | (uint)part;
        return value;
    }
}
