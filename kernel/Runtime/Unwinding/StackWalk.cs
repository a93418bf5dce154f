using System;

namespace Internal.Runtime;

/// <summary>
/// Stack traces of the living: what is on the stack now, for a panic. Writes bytes to a sink and allocates nothing, since
/// the heap may be what broke.
/// </summary>
internal static unsafe class StackWalk
{
    /// <summary>A broken stack may lead in circles.</summary>
    private const int MaximumFrames = 64;

    /// <summary>Prints the callers of the caller.</summary>
    internal static void PrintCurrent(delegate*<byte, void> sink)
    {
        Registers registers;
        Capture(&registers);
        Print(registers, isExact: false, sink);
    }

    /// <summary>Prints the type of an exception and the frames it passed.</summary>
    internal static void PrintThrown(Exception exception, delegate*<byte, void> sink)
    {
        Put(Symbols.NameOf(exception.m_pEEType), sink);
        sink((byte)'\n');
        foreach (int address in exception.TraceSpan)
            PrintFrame((nint)address - 1, sink);
    }

    /// <summary>Prints the frame that a trap interrupted and its callers.</summary>
    internal static void PrintInterrupted(in FaultContext context, delegate*<byte, void> sink) =>
        Print(context.ToRegisters(), isExact: true, sink);

    private static void Print(in Registers start, bool isExact, delegate*<byte, void> sink)
    {
        StackFrames frames = new(start, isExact);
        if (!frames.TryEnter())
        {
            PrintFrame(frames.CodeAddress, sink);
            return;
        }

        for (int i = 0; i < MaximumFrames; i++)
        {
            if (!frames.IsReentered)
                PrintFrame(frames.CodeAddress, sink);

            if (!frames.TryLeave())
                return;
        }
    }

    private static void PrintFrame(nint address, delegate*<byte, void> sink)
    {
        Put("   at "u8, sink);
        if (!Symbols.TryFind(address, out Symbol symbol))
        {
            Put("0x"u8, sink);
            for (int shift = 60; shift >= 0; shift -= 4)
                sink("0123456789abcdef"u8[(int)((ulong)address >> shift) & 15]);
        }
        else
        {
            Put(symbol.Name, sink);
            if (!symbol.File.IsEmpty)
            {
                Put(" in "u8, sink);
                Put(symbol.File, sink);
                Put(":line "u8, sink);
                PutNumber(symbol.Line, sink);
            }
        }

        sink((byte)'\n');
    }

    private static void Put(ReadOnlySpan<byte> text, delegate*<byte, void> sink)
    {
        foreach (byte character in text)
            sink(character);
    }

    private static void PutNumber(int number, delegate*<byte, void> sink)
    {
        if (number >= 10)
            PutNumber(number / 10, sink);

        sink((byte)('0' + (number % 10)));
    }

    /// <summary>The registers of the caller, as they are after this call.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.InternalCall)]
    [System.Runtime.RuntimeImport("*", "AsterismCaptureRegisters")]
    private static extern void Capture(Registers* registers);
}
