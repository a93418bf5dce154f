using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Services.Tests.Scripted;

/// <summary>The ELF file of a scripted program: a page of code and some pages of data.</summary>
public static class ScriptedProgram
{
    public const ulong Code = 0x40_0000;

    /// <summary>Where scripts may keep their data: pages that start as zeros.</summary>
    public const ulong Data = 0x60_0000;
    public const ulong DataBytes = 0x1_0000;

    private const int CodeOffset = 0x1000;

    /// <summary>A signal handler, and the restorer to go with it.</summary>
    public const ulong Handler = Code + HandlerOffset;
    public const ulong Restorer = Code + RestorerOffset;

    private const int HandlerOffset = 0x100, RestorerOffset = 0x180;

    /// <summary>A byte that is no instruction, and one that divides by zero.</summary>
    public const ulong InvalidInstruction = Code + 0x200, Division = Code + 0x210, PrivilegedInstruction = Code + 0x230;

    /// <summary>Instructions that the I/O privilege level decides about: cli, sti, in, out.</summary>
    public static readonly ulong[] GuardedInstructions = [Code + 0x238, Code + 0x239, Code + 0x23a, Code + 0x23b];

    /// <summary>The instruction <c>syscall</c> of the program's loop.</summary>
    public const ulong CallInstruction = Code + 20;

    public static byte[] Build(int index, int nextScript, int startScript, int handlerScript)
    {
        var file = new byte[CodeOffset + 0x1000];
        WriteHeaders(file);
        Span<byte> code = file.AsSpan(CodeOffset);

        // mov rbx, index; start; loop: next; syscall; jmp loop
        var main = new List<byte> { 0x48, 0xbb };
        main.AddRange(BitConverter.GetBytes((ulong)index));
        main.AddRange(Script(startScript));
        int loop = main.Count;
        main.AddRange(Script(nextScript));
        main.AddRange([0x0f, 0x05]);
        main.AddRange([0xeb, (byte)(loop - main.Count - 2)]);
        main.ToArray().CopyTo(code);

        Script(handlerScript).CopyTo(code[HandlerOffset..]);

        // mov rax, rt_sigreturn; syscall
        new byte[] { 0x48, 0xb8, 15, 0, 0, 0, 0, 0, 0, 0, 0x0f, 0x05 }.CopyTo(code[RestorerOffset..]);
        code[0x200] = 0x0b;
        code[0x200 + 1] = 0x0b;

        // mov rdx, 0; mov rcx, 0; div rcx
        new byte[] { 0x48, 0xba, 0, 0, 0, 0, 0, 0, 0, 0, 0x48, 0xb9, 0, 0, 0, 0, 0, 0, 0, 0, 0x48, 0xf7, 0xf1 }.CopyTo(code[0x210..]);
        code[0x230] = 0xf4;
        new byte[] { 0xfa, 0xfb, 0xec, 0xee }.CopyTo(code[0x238..]);
        return file;
    }

    private static byte[] Script(int number) => [0x06, (byte)number, 0, 0, 0];

    private static void WriteHeaders(Span<byte> file)
    {
        "\u007fELF"u8.CopyTo(file);
        file[4] = 2;
        file[5] = 1;
        file[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file[16..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(file[18..], 62);
        BinaryPrimitives.WriteUInt32LittleEndian(file[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(file[24..], Code);
        BinaryPrimitives.WriteUInt64LittleEndian(file[32..], 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file[52..], 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file[54..], 56);
        BinaryPrimitives.WriteUInt16LittleEndian(file[56..], 2);
        WriteSegment(file[64..], flags: 5, CodeOffset, Code, 0x1000, 0x1000);
        WriteSegment(file[120..], flags: 6, 0, Data, 0, DataBytes);
    }

    private static void WriteSegment(Span<byte> at, uint flags, ulong offset, ulong address, ulong fileSize, ulong memorySize)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(at, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(at[4..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(at[8..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(at[16..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(at[24..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(at[32..], fileSize);
        BinaryPrimitives.WriteUInt64LittleEndian(at[40..], memorySize);
        BinaryPrimitives.WriteUInt64LittleEndian(at[48..], 0x1000);
    }
}
