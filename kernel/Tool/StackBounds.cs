using System;
using System.Collections.Generic;
using System.Linq;

namespace PostLink;

/// <summary>Measures every stack frame of an image, and refuses those that could defeat the guard pages.</summary>
internal static class StackBounds
{
    /// <summary>
    /// Bytes that one frame may take, return address and constant allocations included: half of the guard page below every kernel stack (Ostd/Paging/KernelStack.cs), and half of what the
    /// trap entry keeps free for the C# side of a trap (HANDLER_ROOM in kernel/Boot/traps.S). A frame is touched at the end nearest to its caller, where the return address is, before
    /// the next one begins: with this bound no access to one, nor the call out of it, lies beyond the guard page.
    /// </summary>
    public const int MostBytes = 2048;

    private const int Page = 4096;

    /// <summary>
    /// What runs where there is little room, and how much there is: on an entry stack (EntryStackSize in kernel/Metal/DescriptorTables.cs), in the reserve of an exhausted
    /// stack (KernelStack.ReservePages), and on a stack that had just enough room to take an interrupt (HANDLER_ROOM, and the reserve below).
    /// </summary>
    private static readonly (string Symbol, int Room)[] s_tight =
    [
        ("asterism_trap_no_room", 4 * Page),
        ("asterism_fatal_trap", 4 * Page),
        ("Corlib_Internal_Runtime_ExceptionDispatch__ThrowHardwareFault", 4 * Page),
        ("Ostd_Ostd_Traps_TrapEntry__Interrupt", Page + 4 * Page),
    ];

    public static List<(CodeUnit Unit, StackFrame Frame)> Measure(ElfFile elf)
    {
        ElfSection text = elf.Section(".text") ?? throw new FormatException("the image has no section .text");
        byte[] code = elf.Contents(text).ToArray();
        return
        [
            .. CodeUnits.Read(elf).Select(unit =>
            {
                int start = checked((int)(unit.Start - text.Address));
                return (unit, StackFrame.Of(unit, code[start..(start + (int)unit.Size)], MostBytes));
            }),
        ];
    }

    /// <summary>What is wrong, a line each; empty when every frame is within its bound.</summary>
    public static IEnumerable<string> Violations(ElfFile elf, IReadOnlyList<(CodeUnit Unit, StackFrame Frame)> frames, SourceNames names)
    {
        foreach ((CodeUnit unit, StackFrame frame) in frames)
        {
            string name = names.Method(unit.Symbol);
            if (frame.IsVariable)
                yield return $"{name} takes an amount of stack that depends on data: give its stackalloc a constant size below {MostBytes}, or allocate an array";
            else if (frame.Size > MostBytes)
                yield return $"{name} takes {frame.Size} bytes of stack or more, and the bound for a frame is {MostBytes}: make its local data smaller, or take its stackalloc out of the loop";
        }
        var chains = new CallChains(elf, frames);
        foreach ((string symbol, int room) in s_tight)
        {
            if (chains.Deepest(symbol) is { } depth && depth > room)
                yield return $"{names.Method(symbol)} and what it calls take {depth} bytes of stack, and there are {room}";
        }
    }
}
