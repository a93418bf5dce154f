using System;

namespace Ostd.Console;

/// <summary>The boot UART: polled output, interrupt-driven input.</summary>
public static class SerialConsole
{
    /// <summary>Writes bytes as they are. Any context.</summary>
    public static void Write(ReadOnlySpan<byte> bytes) => throw null!;

    /// <summary>Writes text as UTF-8 with CR LF line ends. Any context.</summary>
    public static void WriteLine(string text) => throw null!;

    /// <summary>Called in interrupt context with bytes that arrived (at most 64 a call); set once.</summary>
    public static void SetReceiver(Action<byte> receiver) => throw null!;
}
