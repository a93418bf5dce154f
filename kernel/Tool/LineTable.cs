using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace PostLink;

/// <summary>One row of the line table: from this address on the code belongs to this line.</summary>
internal readonly record struct LineRow(ulong Address, string File, int Line, bool EndsSequence);

/// <summary>Reads .debug_line: small programs that write a table of addresses and lines (DWARF 2 to 4, section 6.2).</summary>
internal static class LineTable
{
    private const int ExtendedOpcode = 0, Copy = 1, AdvancePc = 2, AdvanceLine = 3, SetFile = 4, ConstAddPc = 8, FixedAdvancePc = 9;
    private const int EndSequence = 1, SetAddress = 2;

    /// <summary>All rows, sorted by address; at equal addresses the end of a sequence comes first.</summary>
    public static List<LineRow> Read(ElfFile elf)
    {
        var rows = new List<LineRow>();
        if (elf.Section(".debug_line") is not { } section)
            return rows;

        using var reader = new BinaryReader(new MemoryStream(elf.Contents(section).ToArray()));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
            ReadUnit(reader, rows);
        rows.Sort((a, b) => a.Address != b.Address ? a.Address.CompareTo(b.Address) : b.EndsSequence.CompareTo(a.EndsSequence));
        return rows;
    }

    private static void ReadUnit(BinaryReader reader, List<LineRow> rows)
    {
        uint length = reader.ReadUInt32();
        long end = reader.BaseStream.Position + length;
        int version = reader.ReadUInt16();
        if (length >= 0xffff_fff0 || version is < 2 or > 4)
            throw new FormatException($".debug_line has a unit of DWARF version {version}, which this tool does not read");

        uint headerLength = reader.ReadUInt32();
        long program = reader.BaseStream.Position + headerLength;
        int instructionSize = reader.ReadByte();
        if (version == 4)
            reader.ReadByte();
        reader.ReadByte();
        int lineBase = reader.ReadSByte();
        int lineRange = reader.ReadByte();
        int opcodeBase = reader.ReadByte();
        byte[] operandCounts = reader.ReadBytes(opcodeBase - 1);
        List<string> files = ReadFiles(reader);

        reader.BaseStream.Position = program;
        new Machine(instructionSize, lineBase, lineRange, opcodeBase, operandCounts, files, rows).Run(reader, end);
    }

    private static List<string> ReadFiles(BinaryReader reader)
    {
        List<string> directories = [""];
        while (ReadText(reader) is { Length: > 0 } directory)
            directories.Add(directory);

        List<string> files = [""];
        while (ReadText(reader) is { Length: > 0 } name)
        {
            int directory = (int)Unsigned(reader);
            Unsigned(reader);
            Unsigned(reader);
            files.Add(directory == 0 ? name : directories[directory] + "/" + name);
        }

        return files;
    }

    private static string ReadText(BinaryReader reader)
    {
        var bytes = new List<byte>();
        for (byte b = reader.ReadByte(); b != 0; b = reader.ReadByte())
            bytes.Add(b);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static ulong Unsigned(BinaryReader reader)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = reader.ReadByte();
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
                return value;
        }
    }

    private static long Signed(BinaryReader reader)
    {
        long value = 0;
        for (int shift = 0; ; )
        {
            byte b = reader.ReadByte();
            value |= (long)(b & 0x7f) << shift;
            shift += 7;
            if (b < 0x80)
                return (b & 0x40) != 0 && shift < 64 ? value | (-1L << shift) : value;
        }
    }

    /// <summary>The state machine of section 6.2.2; only the registers that matter here.</summary>
    private sealed class Machine(int instructionSize, int lineBase, int lineRange, int opcodeBase, byte[] operandCounts, List<string> files, List<LineRow> rows)
    {
        private ulong _address;
        private int _file = 1;
        private int _line = 1;

        public void Run(BinaryReader reader, long end)
        {
            while (reader.BaseStream.Position < end)
            {
                int opcode = reader.ReadByte();
                if (opcode >= opcodeBase)
                    Special(opcode - opcodeBase);
                else if (opcode == ExtendedOpcode)
                    Extended(reader);
                else
                    Standard(opcode, reader);
            }
        }

        private void Special(int adjusted)
        {
            Advance((ulong)(adjusted / lineRange));
            _line += lineBase + (adjusted % lineRange);
            AddRow(endsSequence: false);
        }

        private void Extended(BinaryReader reader)
        {
            long next = (long)Unsigned(reader) + reader.BaseStream.Position;
            switch (reader.ReadByte())
            {
                case EndSequence:
                    AddRow(endsSequence: true);
                    _address = 0;
                    _file = 1;
                    _line = 1;
                    break;
                case SetAddress:
                    _address = reader.ReadUInt64();
                    break;
            }

            reader.BaseStream.Position = next;
        }

        private void Standard(int opcode, BinaryReader reader)
        {
            switch (opcode)
            {
                case Copy:
                    AddRow(endsSequence: false);
                    break;
                case AdvancePc:
                    Advance(Unsigned(reader));
                    break;
                case AdvanceLine:
                    _line += (int)Signed(reader);
                    break;
                case SetFile:
                    _file = (int)Unsigned(reader);
                    break;
                case ConstAddPc:
                    Advance((ulong)((255 - opcodeBase) / lineRange));
                    break;
                case FixedAdvancePc:
                    _address += reader.ReadUInt16();
                    break;
                default:
                    for (int i = 0; i < operandCounts[opcode - 1]; i++)
                        Unsigned(reader);
                    break;
            }
        }

        private void Advance(ulong instructions) => _address += instructions * (ulong)instructionSize;

        private void AddRow(bool endsSequence) => rows.Add(new LineRow(_address, files[_file], _line, endsSequence));
    }
}
