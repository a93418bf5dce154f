namespace Ostd.Traps;

/// <summary>What the interrupt vectors are used for.</summary>
internal static class Vectors
{
    /// <summary>Below are CPU exceptions.</summary>
    internal const int FirstInterrupt = 0x20;

    /// <summary>Vectors of <see cref="IrqLine"/>. The 16 before it are where a legacy interrupt controller may still raise spurious ones.</summary>
    internal const int FirstLine = 0x30;
    internal const int LastLine = 0xdf;

    internal const int Timer = 0xe0;

    /// <summary>From another CPU: ask the scheduler policy (or just leave user mode and look around).</summary>
    internal const int Reschedule = 0xf0;

    /// <summary>From another CPU: run what is in the inbox.</summary>
    internal const int CrossCall = 0xf1;

    /// <summary>The local APIC raises it when an interrupt went away before it could be taken. It needs no acknowledgement.</summary>
    internal const int Spurious = 0xff;
}
