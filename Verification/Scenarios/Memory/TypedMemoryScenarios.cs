using System.Collections.Generic;
using Ostd;
using Ostd.Frames;
using Ostd.Sync;
using Verification.Checking;

namespace Verification.Scenarios.Memory;

/// <summary>Bytes that a client may write, in a page that the framework takes for itself at the same time.</summary>
internal static class TypedMemoryScenarios
{
    private const byte Hostile = 0xEE;

    public static IReadOnlyList<Checker> Checkers { get; } =
    [
        new ScenarioDefinition(
            "No write through a handle lands in what the framework makes of the page afterwards", [4], "frames", ScenarioMachine.Bare(cpus: 2),
            static s => WriteAgainstReuse(s, asksFirst: false), static s => WriteAgainstReuse(s, asksFirst: true)).ToChecker(),
    ];

    /// <summary>
    /// One CPU writes through a handle, the other disposes it and, if the page is free then, makes a page table of it. A write that has begun keeps the page; the twin asks whether the
    /// handle is alive, and writes then.
    /// </summary>
    private static void WriteAgainstReuse(KernelScenario s, bool asksFirst)
    {
        MemoryMachine.Boot(s, 4);
        FrameTable table = s.Kernel.Memory.Frames.Table;
        UFrame frame = UFrame.Alloc();
        ulong page = frame.Start;
        var asked = new AtomicBool(false);
        bool isTable = false;
        s.OnCpu(0, () =>
        {
            try
            {
                if (asksFirst && frame.ReferenceCount > 0)
                {
                    asked.Store(true, MemoryOrder.SeqCst);
                    s.Machine.FillPhys(page, Hostile, sizeof(ulong));
                }
                else if (!asksFirst)
                {
                    frame.Fill(0, Hostile, sizeof(ulong));
                }
            }
            catch (OstdException e) when (e.Error == OstdError.Stale)
            {
            }
        }, "writes");
        s.OnCpu(1, () =>
        {
            frame.Dispose();
            if (!table.TryClaim(page))
                return; // the write goes on, and gives the page back when it ends
            s.Machine.FillPhys(page, 0, Page.Size);
            table.PublishUnique(page, FrameKind.PageTable);
            isTable = true;
        }, "disposes, and makes a page table");
        s.AtEnd(() => s.Assert(!isTable || s.Machine.ReadPhys64(page) == 0, "a page table has an entry that a client wrote"));
    }
}
