using Services.Memory;

namespace Services.Futexes;

/// <summary>
/// What two threads must agree on to mean the same futex: a word of one address space, or a word of a shared file page wherever
/// it is mapped.
/// </summary>
internal readonly record struct FutexKey(object Owner, ulong Offset)
{
    public static FutexKey Private(AddressSpace space, ulong address) => new(space, address);

    // The owner's identity is not hashed: offsets differ enough, and identity hashes cost a store into the object.
    public int Bucket(int count) => (int)((Offset >> 2) * 0x9E3779B97F4A7C15UL >> 40) & (count - 1);

    public bool Is(FutexKey other) => ReferenceEquals(Owner, other.Owner) && Offset == other.Offset;
}
