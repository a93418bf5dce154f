using System;
using System.Diagnostics.CodeAnalysis;
using Ostd.Console;
using Ostd.Seam;

namespace Ostd.Panics;

/// <summary>The end: a rule of the framework was broken, and going on could corrupt what it protects.</summary>
public static class Panic
{
    /// <summary>The machine's exit status after a panic.</summary>
    internal const int ExitCode = 101;

    /// <summary>Stops the machine: prints the reason, the rule and a stack trace, and ends with a non-zero status. Any context. Never returns.</summary>
    [DoesNotReturn]
    public static void Stop(string rule)
    {
        Machine machine = Root.Machine;
        machine.DisableInterrupts();
        Kernel kernel = Root.Kernel;
        if (kernel.Panicking.TryEnter(machine))
            Report(kernel, rule);
        machine.PowerOff(ExitCode);
    }

    // Whatever goes wrong here, out of memory included, the machine still stops: with as much of the report as there was.
    private static void Report(Kernel kernel, string rule)
    {
        try
        {
            Write(kernel, $"\nKernel panic on CPU {kernel.Machine.CurrentCpu}: {rule}");
            kernel.Machine.WriteStackTrace(character => Write(kernel, character));
        }
        catch (Exception)
        {
            kernel.Uart?.WriteAnyway("\r\n(a second failure while the panic was reported)\r\n"u8);
        }
    }

    private static void Write(Kernel kernel, byte character)
    {
        if (character == '\n')
            kernel.Uart?.WriteAnyway("\r\n"u8);
        else
            kernel.Uart?.WriteAnyway(new ReadOnlySpan<byte>(in character));
    }

    private static void Write(Kernel kernel, string text) => kernel.Uart?.WriteAnyway(SerialConsole.Encode(text));
}
