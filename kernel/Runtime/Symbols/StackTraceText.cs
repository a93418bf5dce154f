using System;

namespace Internal.Runtime;

/// <summary>Stack traces as text, in the form .NET prints them.</summary>
internal static class StackTraceText
{
    internal static string Format(ReadOnlySpan<int> addresses, int count)
    {
        string text = "";
        foreach (int address in addresses)
            text = string.Concat(text, text.Length == 0 ? "" : "\n", FrameText(address));

        return count > addresses.Length
            ? $"{text}\n   and {count - addresses.Length} more"
            : text;
    }

    private static string FrameText(nint address)
    {
        // A return address may already belong to the next line, so look just before it.
        if (!Symbols.TryFind(address - 1, out Symbol symbol))
            return $"   at 0x{(ulong)address:x}";

        string name = TypeNames.ToText(symbol.Name);
        return symbol.File.IsEmpty
            ? $"   at {name}"
            : $"   at {name} in {TypeNames.ToText(symbol.File)}:line {symbol.Line}";
    }
}
