using System;
using System.Globalization;
using Spectre.Console;

namespace Verification.Commands;

/// <summary>Where the commands print: colours and live displays for terminals, plain text for files and pipes.</summary>
internal static class Terminal
{
    /// <summary>Columns of the tables when nobody says how many fit.</summary>
    private const int PlainColumns = 160;

    /// <summary>A table of eight columns with a sentence in one of them needs more than this.</summary>
    private const int NarrowColumns = 100;

    public static bool IsLive => !Console.IsOutputRedirected;

    public static bool IsNarrow => Out.Profile.Width <= NarrowColumns;

    public static IAnsiConsole Out { get; } = Create();

    /// <summary>A paragraph: broken between words on a terminal, one line elsewhere.</summary>
    public static void Say(string text)
    {
        if (IsLive)
            Out.WriteLine(text);
        else
            Console.WriteLine(text);
    }

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    public static Table Table(params string[] columns)
    {
        Table table = new Table().Border(IsLive ? TableBorder.Rounded : TableBorder.Ascii2);
        foreach (string column in columns)
            table.AddColumn(column);
        return table;
    }

    private static IAnsiConsole Create()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Out),
            Ansi = IsLive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsLive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        if (!IsLive)
            console.Profile.Width = PlainColumns;
        return console;
    }
}
