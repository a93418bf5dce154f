namespace Internal.Runtime;

/// <summary>
/// Objects that are part of the image: string literals and what the compiler could build from static initialisers. They
/// are never freed; they lie in the data section one after the other, so a reference to one is an address in this range.
/// </summary>
internal static unsafe class FrozenObjects
{
    internal static byte* Start => Startup.Header->Find(SectionId.FrozenObjects).Start;

    internal static byte* End => Startup.Header->Find(SectionId.FrozenObjects).End;

    /// <summary>Whether a reference is to an object of the image; also true of interior pointers.</summary>
    internal static bool Contains(nint address) => ImageLayout.Current->Contains(address);

    internal static FrozenObjectWalk Walk() => new(Start, End);
}

internal unsafe struct FrozenObjectWalk
{
    private byte* _block;
    private readonly byte* _end;

    internal FrozenObjectWalk(byte* start, byte* end)
    {
        _block = start;
        _end = end;
    }

    internal byte* Current { get; private set; }

    internal bool MoveNext()
    {
        if (_block + ObjectLayout.EmptyBlockSize > _end)
            return false;

        Current = _block + ObjectLayout.HeaderSize;
        _block += ObjectLayout.BlockSize(Current);
        return true;
    }
}
