using System;
using Ostd;

namespace InKernel.Ostd;

public static class RandomTests
{
    [KernelTest]
    public static void The_cipher_gives_the_published_stream()
    {
        // RFC 8439, appendix A.1, test vectors 1 and 2: all-zero key and nonce, blocks 0 and 1.
        byte[] stream = new byte[ChaCha20.BlockSize * 2];
        ChaCha20.Fill(new byte[ChaCha20.KeySize], 0, stream);
        Check.Equal("76B8E0ADA0F13D90405D6AE55386BD28BDD219B8A08DED1AA836EFCC8B770DC7DA41597C5157488D7724E03FB8D84A376A43B8F41518A11CC387B669B2EE6586", Hex(stream.AsSpan(0, 64)));
        Check.Equal("9F07E7BE5551387A98BA977C732D080DCB0F29A048E3656912C6533E32EE7AED29B721769CE64E43D57133B074D839D531ED1F28510AFB45ACE10A1F4B794D6F", Hex(stream.AsSpan(64)));
    }

    [KernelTest]
    public static void Long_and_short_requests_are_filled_and_never_repeat()
    {
        byte[] first = new byte[1000];
        byte[] second = new byte[1000];
        RandomSource.Fill(first);
        RandomSource.Fill(second);
        Check.False(first.AsSpan().SequenceEqual(second));
        int zeros = 0;
        foreach (byte b in first)
            zeros += b == 0 ? 1 : 0;
        Check.True(zeros < 50, $"{zeros} of 1000 bytes are 0");
        RandomSource.Fill(default);
        Span<byte> one = stackalloc byte[1];
        bool varies = false;
        for (int i = 0; i < 64; i++)
        {
            byte before = one[0];
            RandomSource.Fill(one);
            varies |= one[0] != before;
        }
        Check.True(varies);
    }

    [KernelTest]
    public static void Without_a_source_in_the_hardware_two_pools_still_differ()
    {
        byte[] first = new byte[64];
        byte[] second = new byte[64];
        new RandomPool(Kernel.Current.Machine, hasSource: false).Fill(first);
        new RandomPool(Kernel.Current.Machine, hasSource: false).Fill(second);
        Check.False(first.AsSpan().SequenceEqual(second));
        Check.False(first.AsSpan(0, 32).SequenceEqual(first.AsSpan(32)));
    }

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        const string Digits = "0123456789ABCDEF";
        var text = new char[bytes.Length * 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            text[2 * i] = Digits[bytes[i] >> 4];
            text[2 * i + 1] = Digits[bytes[i] & 15];
        }
        return new string(text);
    }
}
