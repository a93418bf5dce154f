using System;
using Ostd;
using Ostd.Model;
using Ostd.Paging;
using Ostd.Seam;

namespace Verification.Properties.Heap;

/// <summary>
/// Types as the compiler lays them out, in the data section of the model's image. The upper half of an object's second word is free for
/// an identity; in arrays the lower half is the length.
/// </summary>
internal sealed class SyntheticTypes
{
    private readonly Machine _machine = Root.Machine;
    private ulong _next;

    public SyntheticTypes()
    {
        foreach (ImageSection section in _machine.ImageSections)
        {
            if (section.IsWritable)
                _next = section.Start;
        }
        // The first half is for static fields.
        Statics = _next;
        _next += StaticWords * 8 + 256;
        All =
        [
            Plain(24), Plain(40), Plain(200), Plain(504), Plain(900), Plain(2040),
            WithReferences(48, (16, 3)),
            WithReferences(64, (40, 2), (16, 1)),
            WithReferences(1000, (16, 100)),
            Array(8, references: true),
            Structures(data: 1, references: 2),
            Array(1, references: false),
        ];
    }

    public const int StaticWords = 256;

    /// <summary>Address of the words that count as static fields.</summary>
    public ulong Statics { get; }

    public SyntheticType[] All { get; }

    private SyntheticType Plain(int size)
    {
        ulong type = Define([], 0, size);
        return new SyntheticType(type, size, 0, _ => []);
    }

    private SyntheticType WithReferences(int size, params (int Offset, int Count)[] series)
    {
        var descriptor = new System.Collections.Generic.List<ulong> { (ulong)series.Length };
        var offsets = new System.Collections.Generic.List<int>();
        foreach ((int offset, int count) in series)
        {
            descriptor.Add((ulong)offset);
            descriptor.Add((ulong)(count * 8 - size));
            for (int i = 0; i < count; i++)
                offsets.Add(offset + i * 8);
        }
        ulong type = Define(descriptor.ToArray(), 0x0100_0000, size);
        return new SyntheticType(type, size, 0, _ => offsets.ToArray());
    }

    private SyntheticType Array(int component, bool references)
    {
        const int size = 24;
        ulong[] descriptor = references ? [1, 16, unchecked((ulong)-size)] : [];
        ulong type = Define(descriptor, 0x8000_0000 | (references ? 0x0100_0000u : 0) | (uint)component, size);
        return new SyntheticType(type, size, component, length =>
        {
            int[] offsets = new int[references ? length : 0];
            for (int i = 0; i < offsets.Length; i++)
                offsets[i] = 16 + i * 8;
            return offsets;
        });
    }

    private SyntheticType Structures(int data, int references)
    {
        const int size = 24;
        int component = (data + references) * 8;
        ulong item = (uint)references | (ulong)(uint)data * 8 << 32;
        ulong type = Define([unchecked((ulong)-1L), 16 + (ulong)data * 8, item], 0x8000_0000 | 0x0100_0000 | (uint)component, size);
        return new SyntheticType(type, size, component, length =>
        {
            int[] offsets = new int[length * references];
            for (int i = 0; i < offsets.Length; i++)
                offsets[i] = 16 + i / references * component + data * 8 + i % references * 8;
            return offsets;
        });
    }

    /// <summary>Writes the descriptor downwards, the flags and the base size upwards from the address it returns.</summary>
    private ulong Define(ulong[] descriptor, uint flags, int baseSize)
    {
        ulong type = _next + (ulong)descriptor.Length * 8;
        for (int i = 0; i < descriptor.Length; i++)
            _machine.WriteKernel64(type - 8 - (ulong)i * 8, descriptor[i]);
        _machine.WriteKernel64(type, flags | (ulong)(uint)baseSize << 32);
        _next = type + 32;
        return type;
    }
}

/// <summary>One type: where it is, and where the references are in an object of a given length.</summary>
internal sealed record SyntheticType(ulong Address, int BaseSize, int Component, Func<int, int[]> ReferenceOffsets)
{
    public bool IsArray => Component != 0;

    public int SizeOf(int length) => (BaseSize + Component * length + 7) & ~7;
}
