using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace PostLink;

/// <summary>A 64-bit little-endian ELF file: sections and symbols (System V ABI, AMD64 supplement).</summary>
internal sealed class ElfFile
{
    private const int HeaderSize = 64, SectionHeaderSize = 64, SymbolSize = 24;
    private const uint SymbolTableType = 2;

    public ElfFile(byte[] bytes)
    {
        Bytes = bytes;
        if (bytes.Length < HeaderSize || !bytes.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new FormatException("not a 64-bit little-endian ELF file");
        Sections = ReadSections();
        Symbols = ReadSymbols();
    }

    public byte[] Bytes { get; }

    /// <summary>By index, as the file numbers them.</summary>
    public IReadOnlyList<ElfSection> Sections { get; }

    /// <summary>By index, as relocations number them.</summary>
    public IReadOnlyList<ElfSymbol> Symbols { get; }

    public ElfSection? Section(string name) => Sections.FirstOrDefault(s => s.Name == name);

    public Span<byte> Contents(ElfSection section) => section.Type == ElfSection.NoBits ? [] : Bytes.AsSpan(section.Offset, section.Size);

    private List<ElfSection> ReadSections()
    {
        var file = Bytes.AsSpan();
        int table = checked((int)BinaryPrimitives.ReadInt64LittleEndian(file[40..]));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[60..]);
        int names = BinaryPrimitives.ReadUInt16LittleEndian(file[62..]);

        var sections = new List<ElfSection>(count);
        for (int i = 0; i < count; i++)
        {
            var header = file.Slice(table + (i * SectionHeaderSize), SectionHeaderSize);
            sections.Add(new ElfSection(
                NameOffset: BinaryPrimitives.ReadInt32LittleEndian(header),
                Type: BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                Address: BinaryPrimitives.ReadUInt64LittleEndian(header[16..]),
                Offset: checked((int)BinaryPrimitives.ReadInt64LittleEndian(header[24..])),
                Size: checked((int)BinaryPrimitives.ReadInt64LittleEndian(header[32..])),
                Link: BinaryPrimitives.ReadInt32LittleEndian(header[40..])));
        }

        return sections.Select(s => s with { Name = Text(sections[names], s.NameOffset) }).ToList();
    }

    private List<ElfSymbol> ReadSymbols()
    {
        var symbols = new List<ElfSymbol>();
        if (Sections.FirstOrDefault(s => s.Type == SymbolTableType) is not { } table)
            return symbols;

        var contents = Contents(table);
        for (int offset = 0; offset < contents.Length; offset += SymbolSize)
        {
            var entry = contents.Slice(offset, SymbolSize);
            symbols.Add(new ElfSymbol(
                Text(Sections[table.Link], BinaryPrimitives.ReadInt32LittleEndian(entry)),
                (byte)(entry[4] & 0xf),
                BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[16..])));
        }

        return symbols;
    }

    private string Text(ElfSection strings, int offset)
    {
        var rest = Contents(strings)[offset..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }
}

internal sealed record ElfSection(int NameOffset, uint Type, ulong Address, int Offset, int Size, int Link)
{
    /// <summary>A section without contents in the file.</summary>
    public const uint NoBits = 8;

    public string Name { get; init; } = "";
}

internal sealed record ElfSymbol(string Name, byte Type, ushort Section, ulong Value, ulong Size)
{
    public const byte Function = 2;
}
