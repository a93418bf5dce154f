using System;
using System.Collections;

namespace InKernel.Corlib.Collections;

public static class BitArrayTests
{
    [KernelTest]
    public static void Bits_are_set_and_read()
    {
        var bits = new BitArray(100);
        for (int i = 0; i < 100; i += 3)
            bits[i] = true;
        for (int i = 0; i < 100; i++)
            Check.Equal(i % 3 == 0, bits.Get(i));
        bits.Set(3, false);
        Check.False(bits[3]);
        Check.Throws<ArgumentOutOfRangeException>("index", () => bits[100]);
        Check.Throws<ArgumentOutOfRangeException>("index", () => bits.Set(-1, true));
    }

    [KernelTest]
    public static void Bits_are_combined()
    {
        var a = new BitArray([true, true, false, false]);
        var b = new BitArray([true, false, true, false]);
        Check.Equal("1000", Text(new BitArray(a).And(b)));
        Check.Equal("1110", Text(new BitArray(a).Or(b)));
        Check.Equal("0110", Text(new BitArray(a).Xor(b)));
        Check.Equal("0011", Text(new BitArray(a).Not()));
        Check.Equal("0110", Text(new BitArray(a).LeftShift(1)));
        Check.Equal("1000", Text(new BitArray(a).RightShift(1)));
        Check.Equal("1100", Text(a));
        Check.Throws<ArgumentException>(() => a.And(new BitArray(5)));
        Check.Throws<ArgumentNullException>("value", () => a.And(null!));
    }

    [KernelTest]
    public static void Bits_behind_the_end_never_come_back()
    {
        var bits = new BitArray(10, true);
        Check.True(bits.HasAllSet());
        bits.Length = 5;
        bits.Length = 10;
        Check.Equal("1111100000", Text(bits));
        bits.Not();
        bits.Length = 12;
        Check.Equal("000001111100", Text(bits));
        bits.Length = 40;
        Check.Equal(12 + 28, bits.Length);
        bits.RightShift(5);
        Check.Equal("1111100000", Text(bits)[..10]);
        Check.True(bits.HasAnySet() && !bits.HasAllSet());
        Check.True(new BitArray(0).HasAllSet() && !new BitArray(0).HasAnySet());
    }

    [KernelTest]
    public static void Bits_come_from_and_go_to_bytes_and_words()
    {
        var bits = new BitArray(new byte[] { 0x81, 0x02 });
        Check.Equal("1000000101000000", Text(bits));
        var words = new int[1];
        bits.CopyTo(words, 0);
        Check.Equal(0x0281, words[0]);
        var flags = new bool[17];
        bits.CopyTo(flags, 1);
        Check.True(flags[1] && flags[8] && flags[10] && !flags[2]);
        Check.Equal("11111111111111111111111111111111", Text(new BitArray(new[] { -1 })));
        Check.Throws<ArgumentException>(() => bits.CopyTo(new byte[1], 0));
        Check.Throws<ArgumentException>(() => bits.CopyTo(new long[4], 0));
    }

    [KernelTest]
    public static void Changing_a_bit_ends_the_enumeration()
    {
        var bits = new BitArray(3);
        IEnumerator e = bits.GetEnumerator();
        Check.Throws<InvalidOperationException>(() => e.Current);
        Check.True(e.MoveNext());
        Check.Equal<object?>(false, e.Current);
        bits[1] = true;
        Check.Throws<InvalidOperationException>(() => e.MoveNext());
    }

    private static string Text(BitArray bits)
    {
        var text = new char[bits.Length];
        int i = 0;
        foreach (bool bit in bits)
            text[i++] = bit ? '1' : '0';
        return new string(text);
    }
}
