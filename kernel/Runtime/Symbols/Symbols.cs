using System;

namespace Internal.Runtime;

/// <summary>
/// Names and source lines of code addresses, and names of types: the table that kernel/Tool embeds after linking. Reading
/// it allocates nothing, so a panic can use it. Without a table (an image that was not post-processed) nothing is found.
/// </summary>
/// <remarks>
/// All numbers are 32-bit and little endian unless they are varints (seven bits a byte, low ones first, high bit: more
/// follow). An address is its lower half; the upper half is all ones. Offsets count from the start of the table.
/// <code>
/// header     magic 'ASYM', version 2, function count, type count, file count, enumeration count,
///            offsets of: functions, types, files, enumerations, lines, members, names
/// functions  {start address, size in bytes, name, lines}    sorted by start address (unsigned), not overlapping
/// types      {address of the method table, name}            sorted by address
/// files      {name}
/// enums      {address of the method table, members}         sorted by address
/// lines      for a function: varint file, varint line of its first instruction, then rows of
///            varint distance from the previous row's address (> 0), zigzag varint difference of line; a distance of 0 ends them
/// members    for an enumeration: byte 1 for [Flags] or 0, varint count, then for each member, sorted by value as an unsigned
///            number: varint value (64 bits, of which the type uses the low ones), varint name
/// names      UTF-8, each ended by a zero byte
/// </code>
/// <c>name</c> is an offset into names, <c>members</c> one into members, <c>lines</c> an offset into lines or 0xffffffff for a function without lines.
/// A function's name is what a reader of C# expects, such as <c>Ostd.Mm.Frame.Allocate(int)</c>; a type's likewise.
/// </remarks>
internal static unsafe class Symbols
{
    private const uint Magic = 0x4d59_5341, Version = 2, NoLines = 0xffff_ffff;

    private struct Header
    {
        internal uint Magic;
        internal uint Version;
        internal uint FunctionCount;
        internal uint TypeCount;
        internal uint FileCount;
        internal uint EnumCount;
        internal uint Functions;
        internal uint Types;
        internal uint Files;
        internal uint Enums;
        internal uint Lines;
        internal uint Members;
        internal uint Names;
    }

    private struct Function
    {
        internal uint Start;
        internal uint Size;
        internal uint Name;
        internal uint Lines;
    }

    /// <summary>Something about a type: where its name or its members are.</summary>
    private struct TypeEntry
    {
        internal uint Address;
        internal uint Value;
    }

    /// <summary>The function around an address, with file and line when they are known.</summary>
    internal static bool TryFind(nint address, out Symbol symbol)
    {
        symbol = default;
        if (!TryGetTable(out byte* table))
            return false;

        Header* header = (Header*)table;
        Function* functions = (Function*)(table + header->Functions);
        uint target = (uint)address;
        uint low = 0, high = header->FunctionCount;
        while (low < high)
        {
            uint middle = (low + high) / 2;
            if (functions[middle].Start <= target)
                low = middle + 1;
            else
                high = middle;
        }

        if (low == 0)
            return false;

        Function* function = functions + (low - 1);
        uint distance = target - function->Start;
        if (distance >= function->Size)
            return false;

        symbol = new Symbol { Name = NameAt(header, function->Name), Offset = distance };
        if (function->Lines != NoLines)
            FindLine(header, function->Lines, distance, ref symbol);

        return true;
    }

    /// <summary>The name of a type; empty when it is not in the table.</summary>
    internal static ReadOnlySpan<byte> NameOf(MethodTable* type)
    {
        if (!TryGetTable(out byte* table))
            return default;

        Header* header = (Header*)table;
        TypeEntry* entry = Find((TypeEntry*)(table + header->Types), header->TypeCount, type);
        return entry == null ? default : NameAt(header, entry->Value);
    }

    /// <summary>The members of an enumeration; false when it is not in the table.</summary>
    internal static bool TryGetEnum(MethodTable* type, out EnumMembers members)
    {
        members = default;
        if (!TryGetTable(out byte* table))
            return false;

        Header* header = (Header*)table;
        TypeEntry* entry = Find((TypeEntry*)(table + header->Enums), header->EnumCount, type);
        if (entry == null)
            return false;

        members = new EnumMembers(table + header->Members + entry->Value, table + header->Names);
        return true;
    }

    private static TypeEntry* Find(TypeEntry* entries, uint count, MethodTable* type)
    {
        uint low = 0, high = count;
        while (low < high)
        {
            uint middle = (low + high) / 2;
            uint address = entries[middle].Address;
            if (address == (uint)type)
                return entries + middle;

            if (address < (uint)type)
                low = middle + 1;
            else
                high = middle;
        }

        return null;
    }

    private static bool TryGetTable(out byte* table)
    {
        ImageLayout* image = ImageLayout.Current;
        table = image->SymbolsStart;
        return image->SymbolsEnd - table >= sizeof(Header)
            && ((Header*)table)->Magic == Magic && ((Header*)table)->Version == Version;
    }

    private static void FindLine(Header* header, uint lines, uint distance, ref Symbol symbol)
    {
        byte* table = (byte*)header;
        UnwindReader reader = new(table + header->Lines + lines);
        uint file = reader.Varint();
        int line = (int)reader.Varint();
        if (file >= header->FileCount)
            return;

        uint position = 0;
        for (uint step = reader.Varint(); step != 0 && position + step <= distance; step = reader.Varint())
        {
            position += step;
            uint difference = reader.Varint();
            line += (int)(difference >> 1) ^ -(int)(difference & 1);
        }

        symbol.File = NameAt(header, ((uint*)(table + header->Files))[file]);
        symbol.Line = line;
    }

    private static ReadOnlySpan<byte> NameAt(Header* header, uint offset) =>
        TextAt((byte*)header + header->Names + offset);

    /// <summary>Text up to the zero that ends it.</summary>
    internal static ReadOnlySpan<byte> TextAt(byte* text)
    {
        int length = 0;
        while (text[length] != 0)
            length++;

        return new ReadOnlySpan<byte>(text, length);
    }
}

/// <summary>What is known about a code address.</summary>
internal ref struct Symbol
{
    internal ReadOnlySpan<byte> Name;

    /// <summary>Distance from the start of the function.</summary>
    internal uint Offset;

    /// <summary>Empty when there is no line information.</summary>
    internal ReadOnlySpan<byte> File;
    internal int Line;
}
