using System;

namespace Ostd.Heap;

/// <summary>
/// A piece of memory for one object: a handle of one word, so that policies can keep slots in plain arrays without allocating. Holding
/// one proves nothing; the frame metadata and the slot's own header say what it is, and every use is checked against them.
/// </summary>
public readonly struct HeapSlot : IEquatable<HeapSlot>
{
    private readonly ulong _word;

    internal HeapSlot(ulong word) => _word = word;

    internal ulong Word => _word;

    /// <summary>The default value: no slot.</summary>
    public bool IsNull => _word == 0;

    public bool Equals(HeapSlot other) => _word == other._word;
    public override bool Equals(object? obj) => obj is HeapSlot other && Equals(other);
    public override int GetHashCode() => _word.GetHashCode();
}
