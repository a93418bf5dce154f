using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace PostLink;

/// <summary>A piece of machine code that is entered by a call (or a trap) and has a stack frame of its own: a function or a handler of one.</summary>
/// <param name="Start">Address of its first instruction.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Symbol">Its symbol; of a handler, that of its function.</param>
/// <param name="IsCompiled">By ILC; else it is assembly.</param>
internal sealed record CodeUnit(ulong Start, ulong Size, string Symbol, bool IsCompiled);

/// <summary>
/// All code of a linked image. What is compiled has an entry in .eh_frame for every function and handler, and handlers have no symbols; what is assembly has symbols, and
/// entries only where exceptions pass through. (Linux Standard Base, 10.6: exception frames.)
/// </summary>
internal static class CodeUnits
{
    /// <summary>ILC's entries have language-specific data (L), the assembler's have not.</summary>
    private const string CompiledAugmentation = "zLR";

    /// <summary>32-bit code before paging is on: it has no stack.</summary>
    private const string BootEntry = "pvh_entry";

    public static List<CodeUnit> Read(ElfFile elf)
    {
        List<ElfSymbol> symbols = [.. elf.Symbols.Where(s => s.Type == ElfSymbol.Function).OrderBy(s => s.Value)];
        List<CodeUnit> units = ReadCompiled(elf, symbols);
        if (units.Count == 0)
            throw new FormatException("the image has no compiled code with frame entries");
        ulong firstCompiled = units.Min(u => u.Start);
        for (int i = 0; i < symbols.Count && symbols[i].Value < firstCompiled; i++)
        {
            ElfSymbol symbol = symbols[i];
            ulong end = symbols.Skip(i + 1).Select(s => s.Value).FirstOrDefault(v => v > symbol.Value, firstCompiled);
            if (symbol.Name != BootEntry)
                units.Add(new CodeUnit(symbol.Value, Math.Min(end, firstCompiled) - symbol.Value, symbol.Name, IsCompiled: false));
        }
        return units;
    }

    private static List<CodeUnit> ReadCompiled(ElfFile elf, List<ElfSymbol> symbols)
    {
        var units = new List<CodeUnit>();
        ElfSection section = elf.Section(".eh_frame") ?? throw new FormatException("the image has no section .eh_frame");
        ReadOnlySpan<byte> table = elf.Contents(section);
        for (int at = 0; at + 8 <= table.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(table[at..]);
            if (length == 0)
                break;
            int entry = at + 4, common = entry - BinaryPrimitives.ReadInt32LittleEndian(table[entry..]);
            if (common != entry && Augmentation(table[common..]) == CompiledAugmentation)
            {
                // Both addresses as this compiler and linker write them: 32 bits, the first relative to itself.
                int start = entry + 4;
                ulong address = section.Address + (ulong)start + (ulong)(long)BinaryPrimitives.ReadInt32LittleEndian(table[start..]);
                units.Add(new CodeUnit(address, BinaryPrimitives.ReadUInt32LittleEndian(table[(start + 4)..]), SymbolAt(symbols, address), IsCompiled: true));
            }
            at = entry + length;
        }
        return units;
    }

    // A common entry: length, 0, version, augmentation.
    private static string Augmentation(ReadOnlySpan<byte> common)
    {
        ReadOnlySpan<byte> text = common[9..];
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }

    private static string SymbolAt(List<ElfSymbol> symbols, ulong address)
    {
        int low = 0, high = symbols.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (symbols[middle].Value <= address)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? $"{address:x}" : symbols[low - 1].Name;
    }
}
