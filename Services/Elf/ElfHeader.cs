using System;
using System.Buffers.Binary;
using Services.Linux;

namespace Services.Elf;

/// <summary>The fields of an ELF header that loading needs. Holding one proves: 64-bit x86-64, executable or shared object, sane table of segments.</summary>
internal readonly record struct ElfHeader(bool IsPositionIndependent, ulong Entry, ulong ProgramHeaderOffset, int ProgramHeaderCount)
{
    public const int SizeBytes = 64;

    /// <summary>Most program headers that are looked at: what fits 64 KiB, as on Linux.</summary>
    private const int MaxProgramHeaders = 65536 / ProgramHeader.SizeBytes;

    private const int TypeExecutable = 2, TypeShared = 3;
    private const int MachineX64 = 62;
    private const byte Class64 = 2, LittleEndian = 1;

    public static bool HasMagic(ReadOnlySpan<byte> start) => start.Length >= 4 && start[..4].SequenceEqual("\u007fELF"u8);

    /// <summary>ENOEXEC for what this machine cannot execute.</summary>
    public static Errno Parse(ReadOnlySpan<byte> bytes, out ElfHeader header)
    {
        header = default;
        if (bytes.Length < SizeBytes || !HasMagic(bytes) || bytes[4] != Class64 || bytes[5] != LittleEndian)
            return Errno.ENOEXEC;
        int type = BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]);
        int machine = BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[54..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[56..]);
        if (type is not (TypeExecutable or TypeShared) || machine != MachineX64)
            return Errno.ENOEXEC;
        if (entrySize != ProgramHeader.SizeBytes || count is < 1 or > MaxProgramHeaders)
            return Errno.ENOEXEC;
        header = new ElfHeader(type == TypeShared, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]), count);
        return Errno.OK;
    }
}
