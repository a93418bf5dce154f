using System.Runtime.CompilerServices;
using Ostd.Seam;

namespace Ostd.Heap;

/// <summary>
/// How the compiler lays out objects and their types, as far as the collector needs it. An address of an object is that of its type word.
/// </summary>
/// <remarks>
/// A type begins with 32 bits of flags and 32 bits of base size. With <see cref="HasComponents"/> the low 16 bits of the flags are the size of an
/// element, and the object's length follows its type word. With <see cref="HasReferences"/> a descriptor lies before the type, growing downwards:
/// <code>
///   type - 8           n, signed
///   n > 0              n series of {size, start}: references in [object + start, object + start + size + object size)
///   n &lt; 0              start, then |n| items {references, bytes to skip} of 32 bits each, repeated for every element of an array of structures
/// </code>
/// </remarks>
internal static class ObjectLayout
{
    public const uint HasReferences = 0x0100_0000;
    public const uint HasComponents = 0x8000_0000;
    public const ulong LengthOffset = 8;

    /// <summary>Bytes of an object by its type's first word, without rounding. The base size counts the header word before the object, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SizeOf(Machine machine, ulong reference, ulong typeWord)
    {
        ulong size = typeWord >> 32;
        if ((typeWord & HasComponents) != 0)
            size += (typeWord & 0xffff) * (uint)machine.ReadKernel64(reference + LengthOffset);
        return size;
    }

    /// <summary>Bytes of an object.</summary>
    public static ulong SizeOf(Machine machine, ulong reference) =>
        SizeOf(machine, reference, machine.ReadKernel64(machine.ReadKernel64(reference)));
}
