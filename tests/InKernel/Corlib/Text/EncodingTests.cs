using System;
using System.Text;

namespace InKernel.Corlib.Text;

public static class EncodingTests
{
    [KernelTest]
    public static void Utf8_takes_one_to_four_bytes()
    {
        Check.Sequence<byte>([0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80], Encoding.UTF8.GetBytes("aé€😀"));
        Check.Equal("aé€😀", Encoding.UTF8.GetString([0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80]));
        Check.Equal(10, Encoding.UTF8.GetByteCount("aé€😀"));
        Check.Equal(5, Encoding.UTF8.GetCharCount([0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80]));
        Check.Equal("", Encoding.UTF8.GetString(ReadOnlySpan<byte>.Empty));
        Check.Equal(0, Encoding.UTF8.GetBytes("").Length);
    }

    [KernelTest]
    public static void Every_scalar_value_survives_utf8()
    {
        var text = new char[2];
        Span<byte> bytes = stackalloc byte[4];
        Span<char> back = stackalloc char[2];
        for (int value = 0; value <= 0x10ffff; value += value is > 0x3000 and < 0xd700 ? 37 : value > 0x10000 ? 61 : 1)
        {
            if (value is >= 0xd800 and < 0xe000)
                continue;
            int length = new Rune(value).EncodeToUtf16(text);
            int count = Encoding.UTF8.GetBytes(text.AsSpan(0, length), bytes);
            Check.Equal(value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4, count);
            Check.Equal(length, Encoding.UTF8.GetChars(bytes[..count], back));
            Check.True(back[..length].SequenceEqual(text.AsSpan(0, length)));
        }
    }

    [KernelTest]
    public static void Invalid_bytes_become_replacement_characters_by_maximal_parts()
    {
        CheckUtf8("a?", 0x61, 0xff);
        CheckUtf8("?(", 0xc3, 0x28);
        CheckUtf8("?(", 0xe2, 0x82, 0x28);
        CheckUtf8("?A", 0xf0, 0x9f, 0x98, 0x41);
        CheckUtf8("???", 0xed, 0xa0, 0x80);
        CheckUtf8("??", 0xc0, 0x80);
        CheckUtf8("????", 0xf4, 0x90, 0x80, 0x80);
        CheckUtf8("???", 0xe0, 0x80, 0x80);
        CheckUtf8("?", 0xe2, 0x82);
        CheckUtf8("?a", 0x80, 0x61);
        CheckUtf8("12345678?12345678", 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x80, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38);
    }

    [KernelTest]
    public static void Lone_surrogates_become_the_replacement_character()
    {
        Check.Sequence<byte>([0x61, 0xef, 0xbf, 0xbd, 0x62, 0xef, 0xbf, 0xbd], Encoding.UTF8.GetBytes("a\ud800b\udc00"));
        Check.Equal(6, Encoding.UTF8.GetByteCount("\udc00\ud800"));
    }

    [KernelTest]
    public static void A_strict_utf8_throws()
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        Check.Equal("aé", strict.GetString(strict.GetBytes("aé")));
        Check.Throws<EncoderFallbackException>(() => strict.GetBytes("a\ud800"));
        Check.Throws<DecoderFallbackException>(() => strict.GetString([0x61, 0xff]));
        Check.Throws<DecoderFallbackException>(() => strict.GetCharCount(new byte[] { 0xe2, 0x82 }));
    }

    [KernelTest]
    public static void Ascii_and_latin1_replace_what_they_lack()
    {
        Check.Sequence<byte>([0x61, 0x3f, 0x3f, 0x3f, 0x7a], Encoding.ASCII.GetBytes("aé😀z"));
        Check.Equal("a?z", Encoding.ASCII.GetString([0x61, 0xe9, 0x7a]));
        Check.Sequence<byte>([0x61, 0xe9, 0x3f, 0x3f, 0x7a], Encoding.Latin1.GetBytes("aé😀z"));
        Check.Equal("aéÿ\u0080", Encoding.Latin1.GetString([0x61, 0xe9, 0xff, 0x80]));
        Check.Equal(3, Encoding.ASCII.GetByteCount("aéb"));
        Check.Equal(3, Encoding.Latin1.GetCharCount(new byte[3]));
    }

    [KernelTest]
    public static void A_buffer_that_is_too_small_is_refused()
    {
        var small = new byte[3];
        Check.Throws<ArgumentException>("bytes", () => Encoding.UTF8.GetBytes("abé".AsSpan(), small));
        Check.Throws<ArgumentException>("bytes", () => Encoding.ASCII.GetBytes("abcd".AsSpan(), small));
        Check.Throws<ArgumentException>("chars", () => Encoding.UTF8.GetChars([1, 2], new char[1]));
        Check.False(Encoding.UTF8.TryGetBytes("abé", small, out int written));
        Check.Equal(0, written);
        Check.True(Encoding.UTF8.TryGetBytes("aé", small, out written));
        Check.Equal(3, written);
        Check.False(Encoding.Latin1.TryGetChars([1, 2], new char[1], out _));
    }

    [KernelTest]
    public static void Parts_of_arrays_and_strings_are_converted()
    {
        var bytes = new byte[6];
        Check.Equal(2, Encoding.UTF8.GetBytes("xéy", 1, 1, bytes, 2));
        Check.Sequence<byte>([0, 0, 0xc3, 0xa9, 0, 0], bytes);
        Check.Equal("é", Encoding.UTF8.GetString(bytes, 2, 2));
        Check.Sequence(['é'], Encoding.UTF8.GetChars(bytes, 2, 2));
        Check.Equal(3, Encoding.UTF8.GetBytes(['a', 'b', 'c', 'd'], 1, 3).Length);
        Check.Throws<ArgumentNullException>("s", () => Encoding.UTF8.GetBytes((string)null!));
        Check.Throws<ArgumentNullException>("bytes", () => Encoding.UTF8.GetString((byte[])null!));
        Check.Throws<ArgumentOutOfRangeException>("bytes", () => Encoding.UTF8.GetString(bytes, 5, 2));
        Check.Throws<ArgumentOutOfRangeException>("index", () => Encoding.UTF8.GetString(bytes, -1, 2));
        Check.Throws<ArgumentOutOfRangeException>("count", () => Encoding.UTF8.GetString(bytes, 1, -2));
        Check.Throws<ArgumentOutOfRangeException>("byteIndex", () => Encoding.UTF8.GetBytes("a", 0, 1, bytes, 7));
    }

    [KernelTest]
    public static void Encodings_have_names_marks_and_bounds()
    {
        Check.Equal("utf-8 us-ascii iso-8859-1", Encoding.UTF8.WebName + " " + Encoding.ASCII.WebName + " " + Encoding.Latin1.WebName);
        Check.Sequence<byte>([0xef, 0xbb, 0xbf], Encoding.UTF8.GetPreamble());
        Check.Equal(0, new UTF8Encoding().GetPreamble().Length);
        Check.Equal(33, Encoding.UTF8.GetMaxByteCount(10));
        Check.Equal(11, Encoding.UTF8.GetMaxCharCount(10));
        Check.Equal(11, Encoding.ASCII.GetMaxByteCount(10));
        Check.Equal(10, Encoding.Latin1.GetMaxCharCount(10));
        Check.Throws<ArgumentOutOfRangeException>("charCount", () => Encoding.UTF8.GetMaxByteCount(-1));
        Check.Throws<ArgumentOutOfRangeException>("charCount", () => Encoding.UTF8.GetMaxByteCount(int.MaxValue));
    }

    private static void CheckUtf8(string expected, params byte[] bytes)
    {
        expected = expected.Replace('?', '\ufffd');
        Check.Equal(expected, Encoding.UTF8.GetString(bytes));
        Check.Equal(expected.Length, Encoding.UTF8.GetCharCount(bytes));
    }
}
