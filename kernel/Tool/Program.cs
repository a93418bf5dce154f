using System;
using System.IO;
using System.Linq;

namespace PostLink;

/// <summary>
/// Two steps of the image's build (kernel/Image):
/// <code>
/// postlink barriers OBJECT             calls of write barriers become plain stores, in place
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
                ["symbols", var image, var output, .. var assemblies] => WriteSymbols(image, output, assemblies),
                _ => Fail("usage: postlink barriers OBJECT | symbols IMAGE OUT DLL..."),
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

    private static int WriteSymbols(string image, string output, string[] assemblies)
    {
        var elf = new ElfFile(File.ReadAllBytes(image));
        var names = new SourceNames(assemblies.OrderBy(Path.GetFileName, StringComparer.Ordinal));
        File.WriteAllBytes(output, SymbolTable.Build(elf, LineTable.Read(elf), names));
        return 0;
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine("postlink: error: " + message);
        return 1;
    }
}
