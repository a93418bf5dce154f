using System;
using System.CommandLine;
using Spectre.Console;

namespace Asterism.Commands;

/// <summary>Turns failures into a line on standard error and a non-zero status.</summary>
internal static class Failures
{
    public static void SetChecked(this Command command, Func<ParseResult, int> action) => command.SetAction(parsed => Checked(() => action(parsed)));

    public static int Checked(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (CommandFailedException e)
        {
            Terminals.Stderr.MarkupLineInterpolated($"[red]asterism:[/] {e.Message}");
            return 1;
        }
    }
}
