using System;
using System.IO;
using Spectre.Console;

namespace Asterism.Commands;

/// <summary>Standard output and standard error as Spectre.Console sees them.</summary>
internal static class Terminals
{
    public static IAnsiConsole Stderr { get; } = Terminal(Console.Error, Console.IsErrorRedirected);

    public static IAnsiConsole Stdout { get; } = Terminal(Console.Out, Console.IsOutputRedirected);

    // Colours are for terminals; a file or a pipe gets plain text.
    private static IAnsiConsole Terminal(TextWriter writer, bool isRedirected) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
    });
}
