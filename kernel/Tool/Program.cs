using System;
using System.IO;
using System.Linq;

namespace PostLink;

/// <summary>
/// Three steps of the image's build (kernel/Image):
/// <code>
/// postlink barriers OBJECT             calls of write barriers become plain stores, in place
/// postlink frames IMAGE DLL...         fails when a stack frame exceeds its bound; prints the largest
/// postlink symbols IMAGE OUT DLL...    writes the table of names and lines that stack traces are made from
/// </code>
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                ["barriers", var path] => RemoveBarriers(path),
                ["frames", var image, .. var assemblies] => CheckFrames(image, assemblies),
                ["symbols", var image, var output, .. var assemblies] => WriteSymbols(image, output, assemblies),
                _ => Fail("usage: postlink barriers OBJECT | frames IMAGE DLL... | symbols IMAGE OUT DLL..."),
            };
        }
        catch (Exception e) when (e is IOException or FormatException or BadImageFormatException)
        {
            return Fail(e.Message);
        }
    }

    private static int RemoveBarriers(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int count = WriteBarriers.Remove(new ElfFile(bytes));
        File.WriteAllBytes(path, bytes);
        Console.WriteLine($"{Path.GetFileName(path)}: {count} write barriers removed");
        return 0;
    }

    private static int CheckFrames(string image, string[] assemblies)
    {
        SourceNames names = NamesOf(assemblies);
        var elf = new ElfFile(File.ReadAllBytes(image));
        var frames = StackBounds.Measure(elf);
        string[] violations = [.. StackBounds.Violations(elf, frames, names)];
        foreach (string violation in violations)
            Fail(violation);
        var (unit, frame) = frames.MaxBy(f => f.Frame.Size);
        Console.WriteLine($"{frame.Size} bytes, {names.Method(unit.Symbol)} ({frames.Count} frames, bound {StackBounds.MostBytes})");
        return violations.Length == 0 ? 0 : 1;
    }

    private static SourceNames NamesOf(string[] assemblies) => new(assemblies.OrderBy(Path.GetFileName, StringComparer.Ordinal));

    private static int WriteSymbols(string image, string output, string[] assemblies)
    {
        var elf = new ElfFile(File.ReadAllBytes(image));
        SourceNames names = NamesOf(assemblies);
        File.WriteAllBytes(output, SymbolTable.Build(elf, LineTable.Read(elf), names));
        return 0;
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine("postlink: error: " + message);
        return 1;
    }
}
