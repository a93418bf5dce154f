using System.Collections.Generic;

namespace Verification.Checking;

/// <summary>Frames, the heap and the collector: invariants 1, 4, 9 and 10.</summary>
internal static class MemoryCheckers
{
    public static IReadOnlyList<Checker> All { get; } =
    [
        Properties.Frames.FrameProperty.Checker,
        Properties.Frames.ByteCursorProperty.Checker,
        Properties.Heap.SlabProperty.Checker,
        Properties.Heap.CollectorProperty.Checker,
        .. Attacks.Frames.FrameAttacks.Checkers,
        Attacks.Heap.HeapAttacks.Checker,
        Attacks.Heap.CollectorAttacks.Checker,
        .. Scenarios.Memory.FrameScenarios.Checkers,
        .. Scenarios.Memory.SlabScenarios.Checkers,
        .. Scenarios.Memory.CollectorScenarios.Checkers,
        .. Scenarios.Memory.WorldStopScenarios.Checkers,
        .. Scenarios.Memory.TypedMemoryScenarios.Checkers,
        .. Scenarios.Memory.ShortageScenarios.Checkers,
    ];
}
