using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace PostLink;

/// <summary>
/// The compiler calls a write barrier for every store of a reference. Our collector needs none, so in the compiler's object
/// each call is replaced by the store itself and its relocation is switched off. Relocations say exactly where the calls
/// are: nothing is guessed from the bytes.
/// </summary>
internal static class WriteBarriers
{
    private const int RelocationSize = 24;
    private const byte CallOpcode = 0xe8;
    private const int CallSize = 5;
    private const string Code = "__managedcode";

    /// <summary>Five bytes for each, as the call they replace: see kernel/Boot/runtime-barriers.S for the registers.</summary>
    private static readonly Dictionary<string, byte[]> _stores = new()
    {
        // mov [rdi], rsi; two-byte nop
        ["RhpAssignRef"] = [0x48, 0x89, 0x37, 0x66, 0x90],
        ["RhpCheckedAssignRef"] = [0x48, 0x89, 0x37, 0x66, 0x90],
        // movsq; three-byte nop
        ["RhpByRefAssignRef"] = [0x48, 0xa5, 0x0f, 0x1f, 0x00],
    };

    /// <summary>Changes the file's bytes; returns how many calls were replaced.</summary>
    public static int Remove(ElfFile elf)
    {
        if (elf.Section(Code) is not { } code || elf.Section(".rela" + Code) is not { } relocations)
            throw new FormatException($"the object has no section {Code} with relocations");

        var instructions = elf.Contents(code);
        var table = elf.Contents(relocations);
        int count = 0;
        for (int i = 0; i < table.Length; i += RelocationSize)
        {
            var relocation = table.Slice(i, RelocationSize);
            var symbol = elf.Symbols[BinaryPrimitives.ReadInt32LittleEndian(relocation[12..])];
            int operand = (int)BinaryPrimitives.ReadInt64LittleEndian(relocation);
            // What is not a call is a jump at the end of a method: that one stays, the barrier's stub stores too.
            if (!_stores.TryGetValue(symbol.Name, out byte[]? store) || instructions[operand - 1] != CallOpcode)
                continue;

            store.CopyTo(instructions.Slice(operand - 1, CallSize));
            relocation[8..].Clear();
            count++;
        }

        return count;
    }
}
