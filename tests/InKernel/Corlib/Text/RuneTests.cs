using System;
using System.Buffers;
using System.Text;

namespace InKernel.Corlib.Text;

public static class RuneTests
{
    [KernelTest]
    public static void Only_scalar_values_are_runes()
    {
        Check.Equal(0x1f600, new Rune('\ud83d', '\ude00').Value);
        Check.Equal("😀", new Rune(0x1f600).ToString());
        Check.Throws<ArgumentOutOfRangeException>("value", () => new Rune(0xd800));
        Check.Throws<ArgumentOutOfRangeException>("value", () => new Rune(0x110000));
        Check.Throws<ArgumentOutOfRangeException>("ch", () => new Rune('\udfff'));
        Check.Throws<ArgumentOutOfRangeException>("highSurrogate", () => new Rune('a', '\ude00'));
        Check.Throws<ArgumentOutOfRangeException>("lowSurrogate", () => new Rune('\ud83d', 'a'));
        Check.True(Rune.IsValid(0x10ffff) && Rune.IsValid(0xd7ff) && Rune.IsValid(0xe000));
        Check.False(Rune.IsValid(-1) || Rune.IsValid(0xdfff) || Rune.IsValid(0x110000));
        Check.False(Rune.TryCreate('\ud800', out _));
        Check.True(Rune.TryCreate(0x41, out Rune a) && a.IsAscii && a.IsBmp && a == (Rune)'A');
    }

    [KernelTest]
    public static void Runes_know_how_long_they_are()
    {
        int[] values = [0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff];
        int[] utf8 = [1, 2, 2, 3, 3, 4, 4];
        for (int i = 0; i < values.Length; i++)
        {
            Check.Equal(utf8[i], new Rune(values[i]).Utf8SequenceLength);
            Check.Equal(values[i] < 0x10000 ? 1 : 2, new Rune(values[i]).Utf16SequenceLength);
        }

        Check.Equal(16, new Rune(0x10ffff).Plane);
        Check.False(new Rune(0x80).TryEncodeToUtf8(new byte[1], out int written) || written != 0);
        Check.Throws<ArgumentException>("destination", () => new Rune(0x10000).EncodeToUtf16(new char[1]));
    }

    [KernelTest]
    public static void Decoding_says_what_is_missing_or_wrong()
    {
        CheckUtf8(OperationStatus.Done, 0x20ac, 3, 0xe2, 0x82, 0xac, 0x41);
        CheckUtf8(OperationStatus.NeedMoreData, 0xfffd, 2, 0xe2, 0x82);
        CheckUtf8(OperationStatus.InvalidData, 0xfffd, 1, 0xe2, 0x28);
        CheckUtf8(OperationStatus.InvalidData, 0xfffd, 2, 0xe2, 0x82, 0x28);
        CheckUtf8(OperationStatus.InvalidData, 0xfffd, 1, 0x80);
        CheckUtf8(OperationStatus.NeedMoreData, 0xfffd, 0);
        CheckUtf8(OperationStatus.InvalidData, 0xfffd, 1, 0xf5, 0x80, 0x80, 0x80);

        Check.Equal(OperationStatus.Done, Rune.DecodeFromUtf16("😀x", out Rune rune, out int consumed));
        Check.Equal(0x1f600, rune.Value);
        Check.Equal(2, consumed);
        Check.Equal(OperationStatus.NeedMoreData, Rune.DecodeFromUtf16("\ud800", out rune, out consumed));
        Check.Equal(OperationStatus.InvalidData, Rune.DecodeFromUtf16("\udc00a", out rune, out consumed));
        Check.Equal(OperationStatus.InvalidData, Rune.DecodeFromUtf16("\ud800a", out rune, out consumed));
        Check.Equal(1, consumed);
        Check.Equal(Rune.ReplacementChar, rune);
    }

    [KernelTest]
    public static void Runes_are_ordered_by_value()
    {
        Check.True(new Rune('a') < new Rune('b') && new Rune(0x10000) > new Rune(0xffff) && new Rune(5) <= new Rune(5));
        Check.True(new Rune('a').CompareTo(new Rune('b')) < 0);
        Check.True(new Rune('a').Equals(new Rune('a')) && !new Rune('a').Equals((object)'a'));
        Check.Equal("é!", $"{new Rune('é')}!");
        Check.True(Rune.IsWhiteSpace(new Rune(' ')) && Rune.IsControl(new Rune('\n')));
        Check.Equal(0x1f600, Rune.GetRuneAt("a😀", 1).Value);
        Check.Throws<ArgumentException>(() => Rune.GetRuneAt("a😀", 2));
    }

    private static void CheckUtf8(OperationStatus status, int value, int length, params byte[] bytes)
    {
        Check.Equal(status, Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed));
        Check.Equal(value, rune.Value);
        Check.Equal(length, consumed);
    }
}
