using System;
using System.Buffers.Binary;
using InKernel;
using Services.Elf;
using Services.Linux;

namespace InKernel.Services.Elf;

/// <summary>Headers of programs: every field may lie.</summary>
public static class ElfHeaderTests
{
    [KernelTest]
    public static void A_sound_header_is_read()
    {
        Check.Equal(Errno.OK, ElfHeader.Parse(Sound(), out ElfHeader header));
        Check.True(header.IsPositionIndependent);
        Check.Equal(0x1040UL, header.Entry);
        Check.Equal(64UL, header.ProgramHeaderOffset);
        Check.Equal(2, header.ProgramHeaderCount);
    }

    [KernelTest]
    public static void Each_wrong_field_is_refused()
    {
        Refused("magic", b => b[1] = (byte)'X');
        Refused("32 bits", b => b[4] = 1);
        Refused("big endian", b => b[5] = 2);
        Refused("relocatable", b => Put16(b, 16, 1));
        Refused("core file", b => Put16(b, 16, 4));
        Refused("another machine", b => Put16(b, 18, 183));
        Refused("entry size", b => Put16(b, 54, 32));
        Refused("no segments", b => Put16(b, 56, 0));
        Refused("too many segments", b => Put16(b, 56, 0xffff));
    }

    [KernelTest]
    public static void A_short_file_is_refused()
    {
        byte[] sound = Sound();
        for (int length = 0; length < sound.Length; length++)
            Check.Equal(Errno.ENOEXEC, ElfHeader.Parse(sound.AsSpan(0, length), out _), $"{length} bytes");
    }

    [KernelTest]
    public static void Segments_that_wrap_or_leave_user_memory_are_not_loadable()
    {
        var sound = new ProgramHeader(ProgramHeader.Load, ProgramHeader.FlagRead, 0x2000, 0x40_2000, 0x500, 0x900);
        Check.True(sound.IsLoadable);
        Check.False((sound with { FileSize = 0x901 }).IsLoadable, "more in the file than in memory");
        Check.False((sound with { MemorySize = ulong.MaxValue }).IsLoadable, "endless");
        Check.False((sound with { Address = ulong.MaxValue - 0xfff, Offset = 0 }).IsLoadable, "wraps");
        Check.False((sound with { Address = 0x7fff_ffff_f000 - 0x800, Offset = 0x800 }).IsLoadable, "end above user memory");
        Check.False((sound with { Address = 0x40_2001 }).IsLoadable, "file and memory disagree within the page");
        Check.False((sound with { Offset = ulong.MaxValue - 0x1fff }).IsLoadable, "offset wraps");
        Check.True((sound with { Address = 0x40_2001, FileSize = 0 }).IsLoadable, "nothing comes from the file");
    }

    private static void Refused(string what, Action<byte[]> spoil)
    {
        byte[] bytes = Sound();
        spoil(bytes);
        Check.Equal(Errno.ENOEXEC, ElfHeader.Parse(bytes, out _), what);
    }

    private static byte[] Sound()
    {
        var bytes = new byte[ElfHeader.SizeBytes];
        "\u007fELF"u8.CopyTo(bytes);
        bytes[4] = 2;
        bytes[5] = 1;
        Put16(bytes, 16, 3);
        Put16(bytes, 18, 62);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), 0x1040);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), 64);
        Put16(bytes, 54, 56);
        Put16(bytes, 56, 2);
        return bytes;
    }

    private static void Put16(byte[] bytes, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(offset), value);
}
