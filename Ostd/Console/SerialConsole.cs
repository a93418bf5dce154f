using System;
using System.Text;

namespace Ostd.Console;

/// <summary>The boot UART: polled output, interrupt-driven input.</summary>
public static class SerialConsole
{
    /// <summary>Writes bytes as they are. Any context.</summary>
    public static void Write(ReadOnlySpan<byte> bytes) => Kernel.Current.Uart.Write(bytes);

    /// <summary>Writes text as UTF-8 with CR LF line ends. Any context that may allocate.</summary>
    public static void WriteLine(string text) => Kernel.Current.Uart.Write(Encode(text));

    /// <summary>Called in interrupt context with each byte that arrives (at most 64 an interrupt); set once.</summary>
    /// <exception cref="OstdException">It was set before.</exception>
    public static void SetReceiver(Action<byte> receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        if (!Kernel.Current.Uart.TrySetReceiver(receiver))
            throw new OstdException(OstdError.InvalidArgs, "The console has a receiver already.");
    }

    internal static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text.Replace("\r\n", "\n").Replace("\n", "\r\n") + "\r\n");
}
