using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Ostd;

/// <summary>The stream cipher ChaCha20 (RFC 8439), as a generator: the key stream for an all-zero nonce.</summary>
internal static class ChaCha20
{
    internal const int KeySize = 32;
    internal const int BlockSize = 64;
    private const int Words = BlockSize / sizeof(uint);

    /// <summary>Writes the key stream from block <paramref name="firstBlock"/> on. The destination may be the key itself.</summary>
    internal static void Fill(ReadOnlySpan<byte> key, uint firstBlock, Span<byte> destination)
    {
        Span<uint> initial = stackalloc uint[Words];
        initial[0] = 0x61707865; // "expand 32-byte k"
        initial[1] = 0x3320646e;
        initial[2] = 0x79622d32;
        initial[3] = 0x6b206574;
        for (int i = 0; i < KeySize / sizeof(uint); i++)
            initial[4 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(i * sizeof(uint))..]);
        initial[12] = firstBlock;
        initial[13] = initial[14] = initial[15] = 0;

        Span<uint> state = stackalloc uint[Words];
        Span<byte> block = stackalloc byte[BlockSize];
        while (!destination.IsEmpty)
        {
            initial.CopyTo(state);
            Scramble(state);
            for (int i = 0; i < Words; i++)
                BinaryPrimitives.WriteUInt32LittleEndian(block[(i * sizeof(uint))..], state[i] + initial[i]);
            int part = Math.Min(destination.Length, BlockSize);
            block[..part].CopyTo(destination);
            destination = destination[part..];
            if (++initial[12] == 0)
                initial[13]++; // the counter has 64 bits, as in the original cipher
        }
        block.Clear();
        initial.Clear();
    }

    private static void Scramble(Span<uint> s)
    {
        for (int round = 0; round < 10; round++)
        {
            QuarterRound(s, 0, 4, 8, 12);
            QuarterRound(s, 1, 5, 9, 13);
            QuarterRound(s, 2, 6, 10, 14);
            QuarterRound(s, 3, 7, 11, 15);
            QuarterRound(s, 0, 5, 10, 15);
            QuarterRound(s, 1, 6, 11, 12);
            QuarterRound(s, 2, 7, 8, 13);
            QuarterRound(s, 3, 4, 9, 14);
        }
    }

    private static void QuarterRound(Span<uint> s, int a, int b, int c, int d)
    {
        uint x = s[a], y = s[b], z = s[c], w = s[d];
        x += y;
        w = BitOperations.RotateLeft(w ^ x, 16);
        z += w;
        y = BitOperations.RotateLeft(y ^ z, 12);
        x += y;
        w = BitOperations.RotateLeft(w ^ x, 8);
        z += w;
        y = BitOperations.RotateLeft(y ^ z, 7);
        (s[a], s[b], s[c], s[d]) = (x, y, z, w);
    }
}
