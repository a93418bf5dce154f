using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace InQemu;

/// <summary>The functions of a 64-bit ELF file by their names in its symbol table.</summary>
internal sealed class ElfSymbols
{
    private const int SymbolTable = 2, SectionHeaderSize = 64, SymbolSize = 24;

    private readonly byte[] _file;
    private readonly Dictionary<string, (ulong Address, int Size, int Section)> _symbols = [];

    public ElfSymbols(byte[] file)
    {
        _file = file;
        for (int i = 0; i < Word16(0x3c); i++)
        {
            if (Word32(Section(i) + 4) == SymbolTable)
                Read(Section(i));
        }
    }

    /// <summary>Where a function lies, and its machine code.</summary>
    public (ulong Address, byte[] Bytes) CodeOf(string name)
    {
        if (!_symbols.TryGetValue(name, out var symbol))
            throw new ArgumentException($"The image has no function {name}: was it renamed, or compiled away?");
        int section = Section(symbol.Section);
        int offset = (int)(symbol.Address - Word64(section + 0x10) + Word64(section + 0x18));
        return (symbol.Address, _file[offset..(offset + symbol.Size)]);
    }

    private void Read(int table)
    {
        int names = (int)Word64(Section((int)Word32(table + 0x28)) + 0x18);
        int first = (int)Word64(table + 0x18);
        for (int at = first; at < first + (int)Word64(table + 0x20); at += SymbolSize)
        {
            int name = names + (int)Word32(at);
            int end = Array.IndexOf(_file, (byte)0, name);
            _symbols[Encoding.UTF8.GetString(_file, name, end - name)] = (Word64(at + 8), (int)Word64(at + 16), Word16(at + 6));
        }
    }

    private int Section(int index) => (int)Word64(0x28) + index * SectionHeaderSize;
    private ushort Word16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at));
    private uint Word32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at));
    private ulong Word64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan(at));
}
