using System;
using Ostd.Seam;

namespace Ostd.User;

/// <summary>
/// The standard format of an XSAVE area (Intel SDM volume 1, chapter 13): 512 bytes as FXSAVE writes them, a header of 64 bytes, then the other
/// components where CPUID leaf 0Dh says.
/// </summary>
internal static class VectorLayout
{
    internal const int ControlWord = 0; // of the x87 unit
    internal const int Mxcsr = 24, MxcsrMask = 28;
    internal const int X87Registers = 32, Xmm = 160;
    internal const int XmmBytes = 256;
    internal const int Present = 512, Compacted = 520, HeaderEnd = 576;

    internal const ulong X87Component = 1, SseComponent = 2;

    /// <summary>After reset: every exception masked, round to nearest (and for x87, extended precision).</summary>
    internal const uint InitialMxcsr = 0x1f80;
    internal const ushort InitialControlWord = 0x37f;

    /// <summary>Bits of mxcsr that exist on every CPU with SSE2 and later; setting another one faults.</summary>
    internal const uint MxcsrBits = 0xffff;

    internal static int SizeOf(Kernel kernel)
    {
        if (kernel.CpuControl.ExtendedComponents == 0)
            return HeaderEnd;
        kernel.Machine.Cpuid(0xd, 0, out _, out uint enabledSize, out _, out _);
        return (int)enabledSize;
    }

    /// <summary>The state's area, without the slack around it.</summary>
    internal static Span<byte> Area(Machine machine, UserState state) =>
        state.Extended.AsSpan(machine.ExtendedAreaOffset(state), state.Extended.Length - UserState.ExtendedSlack);
}
