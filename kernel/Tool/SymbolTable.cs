using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace PostLink;

/// <summary>Writes the table that kernel/Runtime/Symbols/Symbols.cs reads and describes.</summary>
internal sealed class SymbolTable
{
    private const uint Magic = 0x4d59_5341, Version = 2, NoLines = 0xffff_ffff;
    private const int HeaderSize = 52;
    private const string MethodTablePrefix = "_ZTV";

    private readonly ByteWriter _names = new();
    private readonly Dictionary<string, uint> _nameOffsets = [];
    private readonly ByteWriter _files = new();
    private readonly Dictionary<string, uint> _fileNumbers = [];
    private readonly ByteWriter _lines = new();
    private readonly ByteWriter _functions = new();
    private readonly ByteWriter _types = new();
    private readonly ByteWriter _enums = new();
    private readonly ByteWriter _members = new();

    public static byte[] Build(ElfFile elf, List<LineRow> rows, SourceNames names)
    {
        var table = new SymbolTable();
        uint functions = table.AddFunctions(elf, rows, names);
        (uint types, uint enums) = table.AddTypes(elf, names);
        return table.Finish(functions, types, enums);
    }

    private uint AddFunctions(ElfFile elf, List<LineRow> rows, SourceNames names)
    {
        // Several names for one address: the one that names a method of C# is what the reader looks for.
        var functions = elf.Symbols
            .Where(s => s.Type == ElfSymbol.Function)
            .GroupBy(s => s.Value)
            .Select(g => g.OrderByDescending(s => names.IsMethod(s.Name)).ThenBy(s => s.Name, StringComparer.Ordinal).First())
            .OrderBy(s => s.Value)
            .ToList();

        ulong end = 0;
        uint count = 0;
        for (int i = 0; i < functions.Count; i++)
        {
            ElfSymbol function = functions[i];
            // Stubs in assembly do not all say how long they are: until the next one, then.
            if (function.Size == 0 && i + 1 < functions.Count)
                function = function with { Size = functions[i + 1].Value - function.Value };
            if (function.Value < end || function.Size == 0)
                continue;
            end = function.Value + function.Size;
            _functions.UInt32((uint)function.Value);
            _functions.UInt32((uint)function.Size);
            _functions.UInt32(Name(names.Method(function.Name)));
            _functions.UInt32(AddLines(function, rows));
            count++;
        }

        return count;
    }

    private uint AddLines(ElfSymbol function, List<LineRow> rows)
    {
        ulong end = function.Value + function.Size;
        int first = FirstAt(rows, function.Value);
        // When the first row comes later (the compiler gives prologues none), its line holds from the start.
        while (first < rows.Count && rows[first].EndsSequence)
            first++;
        if (first == rows.Count || rows[first].Address >= end)
            return NoLines;

        uint start = (uint)_lines.Length;
        string file = rows[first].File;
        int line = rows[first].Line;
        ulong address = function.Value;
        _lines.Varint(FileNumber(file));
        _lines.Varint((uint)line);
        for (int i = first + 1; i < rows.Count && rows[i].Address < end && !rows[i].EndsSequence; i++)
        {
            // Of rows at one address the last counts; a row that changes nothing, or belongs to another file, says nothing.
            bool isLastAtAddress = i + 1 == rows.Count || rows[i + 1].Address != rows[i].Address || rows[i + 1].EndsSequence;
            if (!isLastAtAddress || rows[i].Line == line || rows[i].File != file || rows[i].Address <= address)
                continue;
            _lines.Varint((uint)(rows[i].Address - address));
            _lines.Zigzag(rows[i].Line - line);
            address = rows[i].Address;
            line = rows[i].Line;
        }

        _lines.Varint(0);
        return start;
    }

    private static int FirstAt(List<LineRow> rows, ulong address)
    {
        int low = 0, high = rows.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (rows[middle].Address < address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private (uint Types, uint Enums) AddTypes(ElfFile elf, SourceNames names)
    {
        uint count = 0;
        uint enums = 0;
        var types = elf.Symbols.Where(s => s.Name.StartsWith(MethodTablePrefix, StringComparison.Ordinal)).DistinctBy(s => s.Value).OrderBy(s => s.Value);
        foreach (ElfSymbol type in types)
        {
            string mangled = type.Name[MethodTablePrefix.Length..].TrimStart("0123456789".ToCharArray());
            _types.UInt32((uint)type.Value);
            string name = names.Type(mangled);
            _types.UInt32(Name(name));
            count++;
            if (names.Enum(name) is { } members)
            {
                AddEnum((uint)type.Value, members);
                enums++;
            }
        }

        return (count, enums);
    }

    private void AddEnum(uint address, EnumNames names)
    {
        _enums.UInt32(address);
        _enums.UInt32((uint)_members.Length);
        _members.Byte(names.IsFlags ? (byte)1 : (byte)0);
        _members.Varint((uint)names.Members.Length);
        foreach ((string name, ulong value) in names.Members)
        {
            _members.Varint(value);
            _members.Varint(Name(name));
        }
    }

    private byte[] Finish(uint functions, uint types, uint enums)
    {
        ByteWriter[] parts = [_functions, _types, _files, _enums, _lines, _members, _names];
        var table = new ByteWriter();
        table.UInt32(Magic);
        table.UInt32(Version);
        table.UInt32(functions);
        table.UInt32(types);
        table.UInt32((uint)_fileNumbers.Count);
        table.UInt32(enums);
        uint offset = HeaderSize;
        foreach (ByteWriter part in parts)
        {
            table.UInt32(offset);
            offset += (uint)part.Length;
        }

        foreach (ByteWriter part in parts)
            table.Bytes(part.ToArray());
        return table.ToArray();
    }

    private uint Name(string name)
    {
        if (_nameOffsets.TryGetValue(name, out uint offset))
            return offset;
        offset = (uint)_names.Length;
        _names.Bytes(Encoding.UTF8.GetBytes(name));
        _names.Byte(0);
        _nameOffsets.Add(name, offset);
        return offset;
    }

    private uint FileNumber(string path)
    {
        // As in the repository: kernel/Metal/Entry.cs.
        const string root = "/asterism/";
        string file = path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : path;
        if (_fileNumbers.TryGetValue(file, out uint number))
            return number;
        number = (uint)_fileNumbers.Count;
        _fileNumbers.Add(file, number);
        _files.UInt32(Name(file));
        return number;
    }
}

/// <summary>Little-endian bytes, growing.</summary>
internal sealed class ByteWriter
{
    private readonly MemoryStream _stream = new();

    public long Length => _stream.Length;
    public byte[] ToArray() => _stream.ToArray();
    public void Byte(byte value) => _stream.WriteByte(value);
    public void Bytes(byte[] values) => _stream.Write(values);

    public void UInt32(uint value)
    {
        for (int shift = 0; shift < 32; shift += 8)
            Byte((byte)(value >> shift));
    }

    public void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    public void Zigzag(int value) => Varint((uint)((value << 1) ^ (value >> 31)));
}
