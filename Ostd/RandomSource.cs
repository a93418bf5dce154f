using System;

namespace Ostd;

public static class RandomSource
{
    /// <summary>Fills with cryptographically strong bytes (hardware source, stretched by ChaCha20). Task context.</summary>
    public static void Fill(Span<byte> destination) => throw null!;
}
