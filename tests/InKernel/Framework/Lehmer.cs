namespace InKernel;

/// <summary>A small reproducible source of pseudo-random numbers for tests that must take the same path everywhere.
/// It is not <see cref="System.Random"/>, because that is one of the things under test.</summary>
public sealed class Lehmer(ulong seed)
{
    private ulong _state = (seed % 2147483646) + 1;

    /// <summary>A number from 0 to <paramref name="limit"/> - 1; the limit is at most 2^30.</summary>
    public int Next(int limit) => (int)(Step() % (ulong)limit);

    /// <summary>64 bits, all of which vary.</summary>
    public ulong Bits() => (Step() << 42) ^ (Step() << 21) ^ Step();

    private ulong Step() => _state = _state * 48271 % 2147483647;
}
