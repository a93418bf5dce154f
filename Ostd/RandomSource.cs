using System;

namespace Ostd;

/// <summary>Random bytes for keys, seeds and address layouts.</summary>
public static class RandomSource
{
    /// <summary>Fills with cryptographically strong bytes (hardware source, stretched by ChaCha20). Any context but interrupt handlers.</summary>
    public static void Fill(Span<byte> destination) => Kernel.Current.Random.Fill(destination);
}
