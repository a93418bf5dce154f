using System;
using System.Buffers.Binary;
using Ostd.Frames;
using Ostd.UserSpace;
using Services.Memory;

namespace Services.Elf;

/// <summary>One entry of an ELF file's table of segments, as the file has it: nothing is checked.</summary>
internal readonly record struct ProgramHeader(uint Type, uint Flags, ulong Offset, ulong Address, ulong FileSize, ulong MemorySize)
{
    public const int SizeBytes = 56;
    public const uint Load = 1, Interpreter = 3, Headers = 6, GnuStack = 0x6474e551;
    public const uint FlagExecute = 1, FlagWrite = 2, FlagRead = 4;

    public static ProgramHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]));

    public Protection Protection =>
        ((Flags & FlagRead) != 0 ? Protection.Read : 0) | ((Flags & FlagWrite) != 0 ? Protection.Write : 0) | ((Flags & FlagExecute) != 0 ? Protection.Execute : 0);

    /// <summary>
    /// Whether a segment to load can be mapped at all: sizes agree, nothing wraps or leaves user memory, and the file offset
    /// and the address have the same place within a page.
    /// </summary>
    public bool IsLoadable =>
        FileSize <= MemorySize && MemorySize <= VmSpace.UserEnd && Address <= VmSpace.UserEnd - MemorySize && Offset <= long.MaxValue - FileSize - Page.Size &&
        (FileSize == 0 || (Address & (Page.Size - 1)) == (Offset & (Page.Size - 1)));

    public ulong EndAddress => Address + MemorySize;
}
